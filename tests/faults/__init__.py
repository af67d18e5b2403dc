"""The fault suite: the real program under every fault that it promises to withstand. ``python -m tests.faults``."""

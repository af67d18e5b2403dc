"""Fallback fonts of PDFium: a Chinese font for PDFs that name fonts without holding them, as many official ones do.

Without one PDFium leaves out single characters of such fonts, and draws none of them.
"""

from __future__ import annotations

import ctypes
import importlib.util
from functools import cache
from pathlib import Path

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

_PACKAGE = "pylopdf_fonts_zh_cn"


@cache
def provide_fonts() -> object:
    """Start PDFium anew, once a process and before any document is open, with the fonts that the project depends on.

    What is returned must live as long as PDFium does; here it is kept for the next call.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None  # the fonts of the system, if it has any
    folder = ctypes.create_string_buffer(str(Path(spec.origin).parent).encode("utf-8", "surrogateescape"))
    # The second pointer is null, which ends the list.
    paths = (ctypes.POINTER(ctypes.c_char) * 2)(ctypes.cast(folder, ctypes.POINTER(ctypes.c_char)))
    config = pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths, m_pIsolate=None, m_v8EmbedderSlot=0)
    pdfium.FPDF_DestroyLibrary()
    pdfium.FPDF_InitLibraryWithConfig(config)
    return folder, paths

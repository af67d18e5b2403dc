"""getUpdates and the webhook methods (Bot API, "Getting updates")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import bad_request, conflict
from ..model import JsonObject
from ..webhook import WebhookSettings
from .registry import Described, handles

if TYPE_CHECKING:
    from ..core import Core

MAX_TIMEOUT = 50


@handles("getUpdates")
async def get_updates(core: Core, params: JsonObject) -> list[JsonObject]:
    """Long polling; refused while a webhook is set."""
    if core.webhook.settings.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    core.updates.allow(params.get("allowed_updates"))
    # The real server takes a limit out of range as 100 and cuts a long timeout.
    limit = params.get("limit") or 100
    limit = limit if 1 <= limit <= 100 else 100
    timeout = min(max(params.get("timeout") or 0, 0), MAX_TIMEOUT)
    batch = await core.updates.poll(params.get("offset") or 0, limit, timeout)
    return [update.payload for update in batch]


@handles("setWebhook")
async def set_webhook(core: Core, params: JsonObject) -> Described:
    """Start delivery to a URL; an empty URL is deleteWebhook. http is accepted here, the real server wants https."""
    url = params["url"]
    if not url:
        return _remove(core, params)
    if not re.match(r"https?://[^/\s]+", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.get("secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= (params.get("max_connections") or 40) <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    core.updates.interrupt("terminated by setWebhook request")
    core.updates.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        core.updates.clear()
    known = core.webhook.settings
    core.webhook.settings = WebhookSettings(url, secret or "", params.get("max_connections") or 40)
    core.signal.notify()
    return Described(True, "Webhook is already set" if known == core.webhook.settings else "Webhook was set")


@handles("deleteWebhook")
async def delete_webhook(core: Core, params: JsonObject) -> Described:
    """Stop delivery; pending updates stay unless told otherwise."""
    return _remove(core, params)


def _remove(core: Core, params: JsonObject) -> Described:
    if params.get("drop_pending_updates"):
        core.updates.clear()
    was_set = bool(core.webhook.settings.url)
    core.webhook.settings = WebhookSettings()
    core.signal.notify()
    return Described(True, "Webhook was deleted" if was_set else "Webhook is already deleted")


@handles("getWebhookInfo")
async def get_webhook_info(core: Core, params: JsonObject) -> JsonObject:
    """WebhookInfo; the url is empty while no webhook is set."""
    info: JsonObject = {
        "url": core.webhook.settings.url,
        "has_custom_certificate": False,
        "pending_update_count": len(core.updates.pending),
    }
    if core.updates.allowed:
        info["allowed_updates"] = list(core.updates.allowed)
    return info | (core.webhook.status_json() if core.webhook.settings.url else {})

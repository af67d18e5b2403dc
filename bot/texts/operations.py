"""What the person who keeps the bot running reads: monitoring, logs, the way to Telegram."""

from __future__ import annotations

CLI_RUN_METRICS = "在本机的这个地址提供监控数据（/metrics，Prometheus 格式；/healthz），如 127.0.0.1:9100；默认不提供。"
METRICS_NOT_LOOPBACK = "监控数据只在本机提供，地址应为 127.0.0.1、::1 或 localhost，现为“{found}”。"
METRICS_NO_PORT = "无法在 {address} 提供监控数据：{error}。请用 --metrics 换一个空闲的端口。"
METRICS_NEED_TELEGRAM = "--metrics 只在接入 Telegram 时有用，请先设置 TELEGRAM_BOT_TOKEN。"
PROXY_UNUSABLE = (
    "{name} 不能用：应为 http://主机:端口 或 socks5://主机:端口，需要时写成 http://用户名:密码@主机:端口"
    "（特殊字符按 URL 编码）。内容不显示。"
)

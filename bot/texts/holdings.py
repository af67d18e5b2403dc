"""Texts of the list of reports, and of the index that they are read into."""

from __future__ import annotations

CLI_INDEX = "读入文件夹 DIR 里的报告，写成索引：以后启动很快，只重读有改动的文件；正在运行的服务会自动换用。"
CLI_INDEX_OUTPUT = "索引写到哪个文件夹（默认：DIR/.wenda-index；文件夹不能写时用它另指一处）。"
CLI_HOLDINGS_SHORT = "列出资料里有哪些报告，以及没能读入的文件和原因。"
CLI_HOLDINGS = (
    "列出资料里有哪些报告：标题、机关、地方、年份、文种、文号、版本、哪些是推测的、条数、读入时间、哪些是图像识别的，"
    "以及没能读入的文件和原因。"
)

INDEX_READING = "读入"
INDEX_DERIVING = "建立索引"
INDEX_COPYING = "写入集群"
INDEX_COPIED = "已写入 OpenSearch 集群：{written} 条记录，用时 {seconds:.1f} 秒。"
INDEX_COPIED_BEFORE = "OpenSearch 集群里已是这一版，没有重写。"
INDEX_HEAD = ("文件", "条数", "结果", "说明")
INDEX_CHANGES = {
    "new": "新增",
    "changed": "有改动",
    "kept": "没有变化",
    "removed": "已移除",
    "skipped": "跳过",
    "duplicate": "重复",
}
INDEX_DONE = "共 {reports} 份报告、{passages} 条，跳过 {skipped} 处，用时 {seconds:.1f} 秒。索引在 {folder}"

# A new column goes behind the others: scripts count them.
HOLDINGS_HEAD = (
    *("标题", "机关", "地方", "年份", "文种", "文号", "版本", "推测", "条数", "读入时间", "文件", "图像识别"),
)
HOLDINGS_RECOGNISED = "是"
RECOGNISED_FILE = "文字由图像识别而来，可能有错字（引用前请核对原件）"
# What was not stated by the document and was taken from the name of its file.
HOLDINGS_GUESSED = {"title": "标题", "year": "年份", "version": "版本", "place": "地方"}
HOLDINGS_SKIPPED = "没能读入：{file}：{reason}"
HOLDINGS_SAME = "重复：{file}：{reason}"
HOLDINGS_LINE = "《{title}》（{about}）"
HOLDINGS_COUNT = "资料里有 {reports} 份报告，共 {passages} 条："
HOLDINGS_MORE = "……另有 {count} 份"
HOLDINGS_PASSAGES = "{count} 条"
HOLDINGS_YEAR = "{year}年"
HOLDINGS_READ = "{date} 读入"

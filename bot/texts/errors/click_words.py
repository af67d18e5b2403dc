"""Texts of the command line's library: usage errors, headings of help, prompts. Keys are its own English texts."""

from __future__ import annotations

CLICK = {
    # Help.
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "default: {default}": "默认：{default}",
    "env var: {var}": "环境变量：{var}",
    "required": "必填",
    "deprecated": "已停用",
    "(dynamic)": "（自动）",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Show the version and exit.": "显示版本。",
    "Show this message and exit.": "显示说明。",
    "Confirm the action without prompting.": "不再询问，直接执行。",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": "命令 {name!r} 已停用。{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": "{name!r} 已停用。{extra_message}",
    # Errors of the command line.
    "Error: {message}": "错误：{message}",
    "Aborted!": "已中止。",
    "unknown error": "原因不明",
    "Try '{command} {option}' for help.": "说明见：{command} {option}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少 {param_type}",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing command.": "没有写要执行的命令。",
    "Invalid value: {message}": "写法有误：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 有误：{message}",
    "No such option {name!r}.": "没有 {name!r} 这个选项。",
    "No such command {name!r}.": "没有 {name!r} 这个命令。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（是不是其中之一：{possibilities}？）",
    "Got unexpected extra argument ({args})": "多出了参数：{args}",
    "Got unexpected extra arguments ({args})": "多出了参数：{args}",
    "Option {name!r} does not take a value.": "选项 {name!r} 后面不带值。",
    "Option {name!r} requires an argument.": "选项 {name!r} 后面要写一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name!r} 后面要写 {nargs} 个值。",
    "Argument {name!r} takes {nargs} values.": "参数 {name!r} 要写 {nargs} 个值。",
    "Takes {nargs} values but 1 was given.": "要写 {nargs} 个值，现有 1 个。",
    "Takes {nargs} values but {len} were given.": "要写 {nargs} 个值，现有 {len} 个。",
    "{len_type} values are required, but {len_value} was given.": "要写 {len_type} 个值，现有 {len_value} 个。",
    "{len_type} values are required, but {len_value} were given.": "要写 {len_type} 个值，现有 {len_value} 个。",
    # Values.
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "{value!r} is not {choice}.": "应为 {choice}，现为 {value!r}。",
    "{value!r} is not one of {choices}.": "应为 {choices} 之一，现为 {value!r}。",
    "Choice({choices})": "可选 {choices}",
    "{value!r} does not match the format {format}.": "应写成 {format}，现为 {value!r}。",
    "{value!r} does not match the formats {formats}.": "应写成 {formats} 之一，现为 {value!r}。",
    "{value!r} is not a valid {number_type}.": "应为一个数，现为 {value!r}。",
    "{value} is not in the range {range}.": "应为 {range}，现为 {value}。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "应为 {states} 之一，现为 {value!r}。",
    "{value!r} is not a valid UUID.": "应为一个 UUID，现为 {value!r}。",
    "Value must be an iterable.": "应为几个值。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "{name} {filename!r} does not exist.": "没有 {filename!r} 这个{name}。",
    "{name} {filename!r} is a file.": "{filename!r} 是文件，应为{name}。",
    "{name} {filename!r} is a directory.": "{filename!r} 是文件夹，应为{name}。",
    "{name} {filename!r} is not readable.": "{name} {filename!r} 没有读的权限。",
    "{name} {filename!r} is not writable.": "{name} {filename!r} 没有写的权限。",
    "{name} {filename!r} is not executable.": "{name} {filename!r} 没有执行的权限。",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename!r}：{message}",
    # Prompts.
    "Do you want to continue?": "要继续吗？",
    "Repeat for confirmation": "请再输入一遍",
    "Error: The two entered values do not match.": "错误：两次输入的不一样。",
    "Error: invalid input": "错误：没有看懂。",
    "Press any key to continue...": "按任意键继续……",
    "{editor}: Editing failed": "{editor}：编辑失败",
    "{editor}: Editing failed: {e}": "{editor}：编辑失败：{e}",
    # Progress bars and completion.
    "d": "天",
    "Couldn't detect Bash version, shell completion is not supported.": "认不出 Bash 的版本，不能补全命令。",
    "Shell completion is not supported for Bash versions older than 4.4.": "Bash 4.4 以上才能补全命令。",
}
"""Chinese texts by the library's English ones; names in braces are its own."""

RANGE, RANGE_FROM, RANGE_TO = "{low} 至 {high}", "{low} 或以上", "{high} 或以下"
OPTIONS_PLACEHOLDER = "[选项]"
COMMAND_PLACEHOLDER = "命令 [参数]..."
PLACEHOLDERS = {"integer": "N", "integer range": "N", "day": "DAY", "text": "TEXT"}
PLACEHOLDERS |= {"文件": "FILE", "文件夹": "DIR", "路径": "PATH"}
"""Placeholders for values in help, by the name of a value's type."""

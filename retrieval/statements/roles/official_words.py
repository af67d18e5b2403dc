"""Words of official Chinese by what they do in a clause: verbs, prepositions, adverbs, nouns of agents and places.

Verbs are those that are a predicate nearly wherever they stand; what is as often part of a name (监督, 审批) is none.
"""

from __future__ import annotations

from retrieval.lazy_pattern import lazy_pattern

VERBS = frozenset(
    "开展 召开 举办 举行 制定 制订 出台 印发 下发 发布 公布 公开 公示 颁布 起草 建立 成立 组建 设立 设置 "
    "增设 新增 新建 建成 "
    "建设 搭建 构建 打造 创建 推出 推行 推广 推动 推进 启动 实施 实行 落实 贯彻 坚持 明确 规范 完善 健全 "
    "优化 深化 强化 加强 "
    "提升 提高 增强 扩大 加大 加快 促进 保障 保证 确保 实现 完成 达到 取得 获得 荣获 入选 上榜 列入 纳入 "
    "嵌入 归集 梳理 清理 "
    "保留 废止 修改 修订 宣布 受理 审结 结案 办结 办理 承办 处理 处置 查处 查办 化解 调处 调解 破解 解决 "
    "破除 消除 减轻 减少 "
    "降低 压缩 缩减 下降 增长 增加 上升 调整 更新 升级 改造 配备 配置 配套 购置 采购 投入 安排 拨付 签订 "
    "签署 合作 对接 联合 "
    "开发 应用 使用 探索 创新 研究 讨论 审议 听取 征求 收集 收录 采纳 汇报 报告 报送 通报 反馈 答复 办复 接受 列席 "
    "参加 出席 主持 牵头 负责 承担 主办 协办 拍摄 制作 展播 播出 宣传 宣讲 讲授 授课 讲解 解读 学习 培训 "
    "考核 评估 评价 检查 "
    "督查 督促 督办 审计 审核 审查 认领 登记 注册 申领 发放 颁发 授予 表彰 表扬 激励 奖励 处罚 修复 退出 "
    "公告 履行 行使 执行 "
    "遵守 认真 发挥 形成 营造 丰富 满足 方便 惠及 覆盖 涵盖 涉及 包括 包含 分为 持证 上岗 提供 服务 保驾护航 发文 "
    "融入 渗透 转变 转化 搬到 放在 摆在 作为 成为 位于 坐落 驻 赴 前往 走进 深入 进入 征集 查询 反映 "
    "申请 提出 提交 缴纳 领取 "
    "支付 收取 免除 适用 代理 出具 参与 选聘 聘请 聘任 任命 担任 兼任 当选 组织 邀请 指导 帮助 引导 要求 "
    "委托 动员 鼓励 "
    "支持 授权 责成 会同 协调 协同 配合 建议 批准 同意 认定 确定 确认 选定 评选 命名 制止 防止 防范 预防 "
    "避免 打击 整治 "
    "治理 维护 保护 救助 扶持 培育 引进 招聘 招收 录用 承接 下放 移交 移送 转交 扭转 排查 调查 登载 刊登 "
    "播放 演出 表演 导演 "
    "创作 编写 编制 撰写 翻译 出版 存在 具有 拥有 享有 享受 开通 开放 开设 开工 竣工 投用 启用 运行 运营 "
    "试点 试行 施行 "
    "生效 截止 申报 验收 兑现 拟 进 落到 有 共有 未有 作出 出庭 颁奖 贯穿 部署 推送 演练 核查 核实 会商 "
    "约谈 督导 巡查 走访 慰问 观摩 调研 座谈 交流 展示 编印 发送 送达 张贴 悬挂 转发 抄送 备案 立项 开庭 "
    "判决 裁定 撤销 变更 维持 驳回 "
    "终止 赔偿 补偿 征收 拆除 取缔 关停 查封 扣押 没收 吊销 责令 问责 追责 立案 侦办 抓获 挽回 追回 发现 "
    "整改 排除 培养 选派 派驻 下沉 "
    "入驻 进驻 整合 划转 赋予 委派 取消 精简 压减 缩短 延长 减免 退还 资助 补贴 发出 收到 印制 转载 播放 "
    "报道 上线 评为 聘为 列为 设为 定为 改为".split()
)
"""Verbs that are a predicate nearly wherever they stand."""

NOMINAL = frozenset(
    "建设 考核 评价 检查 督查 学习 宣传 培训 评估 研究 审核 审查 服务 改造 治理 保护 合作 应用 创新 调解 "
    "调查 审计 推广 清理 "
    "修复 公开 公示 解读 指导 协调 组织 整治 救助 招聘 运行 使用 执行 处罚 参与 讨论 预防 防范 规范 履行 "
    "发挥 表演 演出 创作 登记 注册 开发 采购 处理 处置 申请 招聘 征集 激励 奖励 备案 立案 交流 展示 演练 "
    "巡查 整改 补贴 补偿 运行 落实 提升".split()
)
"""Verbs that are as well the last word of a name: 法治政府建设."""

CAUSATIVES = frozenset(
    "组织 邀请 指导 帮助 引导 要求 选聘 聘请 委托 动员 鼓励 支持 授权 责成 督促 协调 安排 会同 倒逼 推动 "
    "派出 抽调 请".split()
)
"""Verbs whose object does the act that follows: 组织11个部门梳理."""

ADVERBS = frozenset(
    "共 累计 分别 联合 先后 已 已经 均 都 全部 全面 积极 认真 始终 继续 持续 不断 进一步 切实 有效 有力 "
    "深入 扎实 广泛 大力 "
    "严格 统筹 自觉 及时 定期 多次 统一 直接 主动 率先 首次 首批 重点 着力 着重 集中 专门 必须 应当 应 "
    "可以 可 不得 严禁 未 没有 "
    "不 并 并且 还 也 又 再 将 拟 要 能 能够 需 需要 正在 正 就 同步 一并 依法 依规 依法依规 全力 努力 充分 最大程度 "
    "极大 有序 稳步 逐步 加快 分类 自主 自行 自导 集体 事前 事后 特别 是 为 进行 予以 给予 加以 得到 所 "
    "实际 预计".split()
)
"""What may stand between an agent and its verb."""

PREPOSITIONS = frozenset(
    "在 于 向 为 为了 对 对于 针对 就 与 同 跟 和 被 由 经 将 把 从 自 以 按 按照 依据 根据 依照 依托 "
    "借助 通过 运用 采取 采用 "
    "利用 凭借 围绕 聚焦 着眼于 关于 因 因为 由于 随着 除 除了 结合 经过 据 至 到 给 让 受 使".split()
)
"""What opens a phrase before the verb."""

# What a name of an agent ends with.
AGENT_NOUN = lazy_pattern(
    r"(?:[局委办厅院部署社会团站所队司庭处室科]|党委|政府|政协|人大|部门|机关|单位|中心|机构|组织|公司"
    r"|企业|协会|商会|联盟|学校|党校"
    r"|人员|老师|教师|专家|律师|主任|顾问|领导|干部|负责人|责任人|书记|区长|市长|县长|省长|镇长|局长|委员"
    r"|代表|群众|[市居村公渔农牧股灾]民"
    r"|个人|志愿者|民警|团队|队伍|媒体|强国|各界|主体|各级|全区|全市|全省|全县|镇街|街道|当事人|申请人|法人|同志)$"
)
# Nouns that look like an agent's and are none: 机制, 会 of 会议 are kept out by their last character.
_NO_AGENT = lazy_pattern(
    r"(?:[实之用好]处|[机社]会|机会|社会|大会|全会|工会会议|内部|全部|外部|一部|部分|干部培训班|办法|委托"
    r"|处所|场所|领导下)$"
)
PLACE_NOUN = lazy_pattern(
    r"(?:网站|网|平台|渠道|公众号|专栏|栏目|中心|社区|媒体|大厅|窗口|服务区|园区|校园|学校|企业|农村|乡村"
    r"|镇|村|街道|镇街|区市|现场|场所|地点|体验区|站|馆|园|路|街|巷"
    r"|大道|楼|号|室|庭|法院|广场|公园|省|市|区|县|乡|州|国|地区|地方|报纸|报|电视台|广播|客户端|app"
    r"|小程序|抖音|快手|微信|微博|系统|模块|频道|版块|板块|基层"
    r"|常务会|中心组|会议|党校|培训班|课堂|学习强国|e站|基地|驿站|村居|线上|线下|网上|层级|三级|四级|两级)$"
)
# 在…中 with such a head says of what, under what or within what, not where.
NO_PLACE = lazy_pattern(
    r"(?:工作|方面|过程|领导|指导|支持|基础|期间|前提|情况|条件|框架|背景|环节|领域|范围|比重|作用|年|月"
    r"|日|时|前|后|以来|内容|事项|阶段|时候"
    r"|同时|带领|推动|影响|努力|位置|原则|方式|程序|要点|规划|清单|目录|目标|问题|差距)$"
)
TIME_WORD = lazy_pattern(
    r"(?:\d{4}年(?:度)?(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?(?:[和、至-](?:\d{1,2}月)?\d{1,2}日)*"
    r"|今年以来|今年|去年|明年|本年度?|目前|截至目前|年底|年初|年末|近年来|上半年|下半年|期间|每[年月日周季]度?)"
)


def is_agent(noun_phrase: str) -> bool:
    """Whether a folded noun phrase names someone who can act: an agency, a group, an office, people.

    >>> is_agent("区司法局"), is_agent("15名法律顾问"), is_agent("普法责任制"), is_agent("全体会议机会")
    (True, True, False, False)
    """
    return bool(AGENT_NOUN.search(noun_phrase)) and not _NO_AGENT.search(noun_phrase)


def is_place(noun_phrase: str) -> bool:
    """Whether a folded noun phrase names where something can happen or be found.

    >>> is_place("政府网站"), is_place("综合考核"), is_place("坚强领导")
    (True, False, False)
    """
    return bool(PLACE_NOUN.search(noun_phrase)) and not NO_PLACE.search(noun_phrase)

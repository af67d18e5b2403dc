"""A library of invented documents of several offices: laws with versions, notices, reports of years, a decree."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval import Engine

BIKES = """\
嘉兴市电动自行车管理办法

嘉政发〔2021〕18号

第一条 为了加强电动自行车管理,制定本办法。

第二条 本办法所称电动自行车,是指以车载蓄电池作为辅助能源,具有脚踏骑行能力的两轮自行车。

第三条 驾驶电动自行车应当佩戴安全头盔。未佩戴的,处三十元罚款。

第四条 禁止在楼道停放电动自行车。违反规定的,由消防救援机构责令改正,处五百元罚款。

第五条 本办法自2021年7月1日起施行,有效期五年。2016年3月1日发布的《嘉兴市非机动车管理暂行规定》同时废止。

嘉兴市人民政府
2021年5月20日
"""

DECREE = """\
湖州市电动自行车管理规定

湖州市人民政府令第23号

《湖州市电动自行车管理规定》已经2020年11月3日市人民政府第58次常务会议审议通过,现予公布,自2021年1月1日起施行。

市长 沈望舒
2020年11月15日

第一条 为了规范电动自行车通行秩序,制定本规定。

第二条 驾驶电动自行车应当佩戴安全头盔。未佩戴的,处二十元罚款。

第三条 电动自行车可以搭载一名十二周岁以下的儿童。
"""

OLD_DOGS = """\
湖州市养犬管理条例

(2015年8月27日湖州市第七届人民代表大会常务委员会第二十八次会议通过)

第一条 为了规范养犬行为,制定本条例。

第二条 养犬人应当为犬只办理登记,登记费每只500元。

第三条 本条例自2015年12月1日起施行。
"""

DOGS = """\
湖州市养犬管理条例

(2015年8月27日湖州市第七届人民代表大会常务委员会第二十八次会议通过
2022年6月30日湖州市第九届人民代表大会常务委员会第四次会议修订)

第一条 为了规范养犬行为,保障公民健康和人身安全,制定本条例。

第二条 养犬人应当为犬只办理登记,登记不收取费用。

第三条 本条例所称烈性犬,是指具有攻击性的犬种,具体目录由市公安机关公布。

第四条 本条例自2022年10月1日起施行。
"""

RENTING = """\
嘉兴市公共租赁住房管理实施细则

嘉政办发〔2020〕44号

第一条 本细则所称公共租赁住房,是指面向符合规定条件的家庭出租的保障性住房。

第二条 申请公共租赁住房应当同时符合下列条件:
(一)具有本市市区户籍满3年;
(二)家庭人均住房建筑面积低于18平方米;
(三)家庭人均可支配收入低于上年度市区平均水平。

第三条 申请按照下列程序办理:
(一)向户籍所在地社区提出申请;
(二)社区在10个工作日内完成初审;
(三)住房保障部门公示并轮候。

第四条 本细则由市住房和城乡建设局负责解释。

嘉兴市人民政府办公室
2020年9月25日
"""

ABOLISHED = """\
嘉兴市人民政府关于废止部分行政规范性文件的决定

嘉政发〔2023〕5号

经市政府第20次常务会议审议,决定废止下列行政规范性文件:

1.嘉兴市烟花爆竹燃放管理办法(嘉政发〔2008〕11号)
2.嘉兴市临时救助实施细则(嘉政发〔2012〕30号)

本决定自公布之日起施行。

嘉兴市人民政府
2023年2月14日
"""

HOLIDAYS = """\
湖州市人民政府办公室关于2025年部分节假日安排的通知

湖政办发〔2024〕31号

各区县人民政府:

现将2025年部分节假日安排通知如下。

一、元旦:1月1日放假1天,不调休。

二、清明节:4月4日至6日放假,共3天。

三、劳动节:5月1日至5日放假调休,共5天。

湖州市人民政府办公室
2024年11月18日
"""

POSTS = """\
嘉兴市图书馆2024年公开招聘工作人员公告

现将有关事项公告如下:

一、招聘岗位

(一)古籍修复岗1名,要求硕士研究生及以上学历;
(二)少儿阅读推广岗2名,要求学前教育专业。

二、报名材料

报名时需上传以下材料:
1.报名表;
2.毕业证书。

嘉兴市图书馆
2024年5月20日
"""

ALLOWANCES = """\
嘉兴市民政局关于公布2024年最低生活保障标准的通知

嘉民〔2024〕22号

各县(市、区)民政局:

2024年最低生活保障标准公布如下:

| 地区 | 低保标准(元/月) | 特困供养标准(元/月) |
| 南湖区 | 1180 | 1534 |
| 海盐县 | 1130 | 1469 |

嘉兴市民政局
2024年6月12日
"""


def figures(year: int, tea: int) -> str:
    """A bulletin of a year."""
    return f"""\
白塔县{year}年国民经济和社会发展统计公报

白塔县统计局
{year + 1}年3月15日

一、农业

全年茶叶产量{tea}吨,水产品产量1.2万吨。
"""


def openness(year: int, count: int) -> str:
    """A yearly report on what was made public, of no family of its own."""
    return f"""\
白塔县{year}年政府信息公开工作年度报告

一、总体情况

全县主动公开政府信息{count}条。

白塔县人民政府办公室
{year + 1}年1月25日
"""


def justice(year: int, cases: int) -> str:
    """A law report of a year, which plans for the next."""
    return f"""\
白塔县{year}年度法治政府建设情况报告

一、主要做法

(一)化解争议。全年办理行政复议案件{cases}件。
(二)提升能力。举办学法讲座{cases // 4}场。

二、{year + 1}年工作打算

(一)计划推行行政复议案件繁简分流。
"""


def work(year: int, done: int, planned: int) -> str:
    """A work report of a year, which reviews the year before."""
    return f"""\
白塔县{year}年政府工作报告

——{year}年1月12日在白塔县第十八届人民代表大会第二次会议上
白塔县人民政府县长 林守正

各位代表:

现在,我代表县人民政府,向大会报告工作。

一、{year - 1}年工作回顾

一年来,改造老旧小区{done}个。

二、{year}年主要工作

今年计划改造老旧小区{planned}个。
"""


FILES: dict[str, str | bytes] = {
    "bikes.txt": BIKES,
    "decree.txt": DECREE,
    "dogs2015.txt": OLD_DOGS,
    "dogs2022.txt": DOGS,
    "renting.txt": RENTING,
    "abolished.txt": ABOLISHED,
    "holidays.txt": HOLIDAYS,
    "posts.txt": POSTS,
    "allowances.txt": ALLOWANCES,
    **{f"figures{year}.txt": figures(year, tea) for year, tea in ((2021, 3620), (2022, 3710), (2023, 3805))},
    **{f"open{year}.txt": openness(year, count) for year, count in ((2022, 212), (2023, 267))},
    **{f"justice{year}.txt": justice(year, cases) for year, cases in ((2021, 17), (2022, 23), (2023, 31))},
    **{
        f"work{year}.txt": work(year, *counts) for year, counts in ((2022, (5, 12)), (2023, (11, 15)), (2024, (14, 20)))
    },
}


@dataclass(frozen=True)
class OfficeLibrary:
    """The engine over these documents, with what a reply of it states."""

    engine: Engine

    def first(self, question: str, *history: str) -> tuple[str, str, str]:
        """Outcome, file and text of the first quote of the reply to a question."""
        reply = self.engine.ask(question, history)
        quote = reply.quotes[0] if reply.quotes else None
        return reply.outcome.value, quote.passage.file if quote else "", quote.text if quote else ""

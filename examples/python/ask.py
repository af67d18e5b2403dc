"""The engine from Python: open a folder of reports, ask, and read a reply that may have no quote."""

from pathlib import Path

from retrieval import Engine, Library

engine = Engine(Library.open(Path(__file__).parents[1] / "library" / "reports"))
for question in ("卖甜品的证几天能批下来", "红馆有多少座位", "公园里能不能遛狗"):
    reply = engine.ask(question)
    print(f"{question}: {reply.outcome}, {reply.short}")
    for quote in reply.quotes[:1]:
        print(f"    {quote.text.splitlines()[-1]}\n    {quote.citation}")

"""The picture of the architecture, drawn from streams/topology.py: topics are boxes, agents are round.

An article goes from the top to the bottom. A row is a step: what an agent reads stands above it, what it writes below.
Dead letters go to the right, dashed.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from streams.topology import AGENTS, DEAD, FOLLOWER, WEBHOOKS, Topic, changelog, journal

WIDTH, ROW, BOX = 1090, 92, (158, 42)
#: How far a table stands above the middle of its agent, and dead letters leave an agent below it.
TABLE_UP, DEAD_DOWN = 12, 12
_HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"
 font-size="16">
<title>The way of an article through copydesk</title>
<desc>{said}</desc>
<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"
 orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#475569"/></marker></defs>
<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>"""


@dataclass(frozen=True, slots=True)
class Node:
    """A topic, an agent or a table, with the middle of its box."""

    name: str
    kind: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Flow:
    """An agent or a follower, as far as the picture needs it."""

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    idly: str | None = None
    state: str | None = None


def flows(app_id: str = "copydesk") -> list[Flow]:
    """Everything that reads and writes topics, in the order in which an article meets it."""
    found = [
        Flow(
            str(agent.stage),
            _names(agent.all_reads),
            _names(agent.writes),
            agent.idly.name if agent.idly else None,
            changelog(app_id, agent.tables[0]).name if agent.tables else None,
        )
        for agent in AGENTS
    ]
    found.append(
        Flow(FOLLOWER.name, _names(FOLLOWER.reads), _names(FOLLOWER.writes), state=journal(app_id).name)
    )
    found.append(Flow(WEBHOOKS.name, _names(WEBHOOKS.reads), _names(WEBHOOKS.writes)))
    return found


def svg() -> str:
    """The picture, as SVG."""
    nodes, lines = _placed(), []
    for flow in flows():
        agent = nodes[f"agent {flow.name}"]
        for name in flow.reads:
            lines.append(_edge(nodes[name], agent, "stroke-dasharray='3 3'" if name == flow.idly else ""))
        for name in flow.writes:
            lines.append(_edge(agent, nodes[name], "stroke-dasharray='6 4'" if name == DEAD.name else ""))
        if flow.state:
            lines.append(_edge(agent, nodes[flow.state], "", both=True))
    height = max(node.y for node in nodes.values()) + ROW // 2
    said = "; ".join(
        f"{flow.name} reads {', '.join(flow.reads)} and writes {', '.join(flow.writes)}" for flow in flows()
    )
    head = _HEAD.format(width=WIDTH, height=height, said=escape(said))
    return "\n".join([head, *lines, *(_box(node) for node in nodes.values()), "</svg>"]) + "\n"


def _placed() -> dict[str, Node]:
    """Where each node stands: row by row, as far as the flows come. What is written first stands further left."""
    nodes: dict[str, Node] = {}
    row = 0

    def put(names: list[str], kind: str, at: int, left: int = 95, step: int = 170) -> None:
        for place, name in enumerate(name for name in names if name not in nodes):
            key = f"agent {name}" if kind == "agent" else name
            up = TABLE_UP if kind == "table" else 0
            nodes[key] = Node(name, kind, left + place * step, ROW // 2 + at * ROW - up)

    for flow in flows():
        above = [name for name in flow.reads if name not in nodes]
        put(above, "topic", row)
        row += 1 if above else 0
        # An agent stands below the last topic that it must read, and what it writes first below it.
        x = [nodes[name].x for name in flow.reads if name != flow.idly][-1]
        put([flow.name], "agent", row, left=x)
        if flow.state:
            put([flow.state], "table", row, left=x + 210)
        put([name for name in flow.writes if name != DEAD.name], "topic", row + 1, left=x)
        row += 2
    nodes[DEAD.name] = Node(DEAD.name, "topic", WIDTH - 95, ROW // 2 + ROW * 3)
    return nodes


def _names(topics: tuple[Topic, ...]) -> tuple[str, ...]:
    return tuple(topic.name for topic in topics)


def _edge(start: Node, end: Node, style: str, *, both: bool = False) -> str:
    """A curve from the lower side of a node to the upper side of another.

    To tables and dead letters it leaves sideways.
    """
    right, left = start.x + BOX[0] // 2, end.x - BOX[0] // 2
    if end.kind == "table":
        path = f"M{right} {end.y}L{left} {end.y}"
    elif end.name == DEAD.name:
        turn, y = left - 40, start.y + DEAD_DOWN
        path = f"M{right - 3} {y}L{turn - 40} {y}C{turn} {y} {turn} {end.y} {left} {end.y}"
    else:
        y1, y2 = start.y + BOX[1] // 2, end.y - BOX[1] // 2
        bend = (y2 - y1) // 2
        path = f"M{start.x} {y1}C{start.x} {y1 + bend} {end.x} {y2 - bend} {end.x} {y2}"
    ends = "marker-start='url(#end)' marker-end='url(#end)'" if both else "marker-end='url(#end)'"
    return f"<path d='{path}' fill='none' stroke='#475569' stroke-width='1.3' {style} {ends}/>".replace(
        " />", "/>"
    )


def _box(node: Node) -> str:
    width, height = (BOX[0], BOX[1] - TABLE_UP) if node.kind == "table" else BOX
    fill, radius = {"topic": ("#e0f2fe", 4), "agent": ("#fef3c7", 20), "table": ("#ede9fe", 4)}[node.kind]
    return (
        f"<rect x='{node.x - width // 2}' y='{node.y - height // 2}' width='{width}' height='{height}' rx='{radius}' "
        f"fill='{fill}' stroke='#475569'/>"
        f"<text x='{node.x}' y='{node.y + 5}' text-anchor='middle' fill='#0f172a'>{escape(node.name)}</text>"
    )

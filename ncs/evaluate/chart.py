"""Scores as a bar chart in SVG: text, no library, the same bytes for the same scores."""

from __future__ import annotations

from xml.sax.saxutils import escape

from ncs.evaluate.scores import MEASURES

BAR, BETWEEN, HEIGHT = 18, 24, 240  # pixels: a bar's width, the space between groups, the height of 1.0
LEFT, TOP, BELOW = 44, 28, 60
COLOURS = ("#8c8c8c", "#9ec5e8", "#3f7fbf", "#f0b27a", "#d35400")  # told apart in grey and by the colour-blind too


def chart(scores: dict[str, dict[str, float]]) -> str:
    """scores: way to rank -> measure -> value from 0 to 1. One group of bars for each measure."""
    group = BAR * len(scores)
    width = LEFT + (group + BETWEEN) * len(MEASURES) + BETWEEN
    parts = [_line(width, height / 4) for height in range(5)]
    for place, measure in enumerate(MEASURES):
        left = LEFT + BETWEEN + place * (group + BETWEEN)
        for number, (way, row) in enumerate(scores.items()):
            parts.append(_bar(left + number * BAR, row[measure], COLOURS[number % len(COLOURS)], f"{way} {measure}"))
        parts.append(_text(left + group / 2, TOP + HEIGHT + 16, measure, "middle"))
    reach = width - LEFT
    for number, way in enumerate(scores):
        at, colour = LEFT + number * reach / len(scores), COLOURS[number % len(COLOURS)]
        parts.append(f'<rect x="{at:.1f}" y="{TOP + HEIGHT + 34}" width="10" height="10" fill="{colour}"/>')
        parts.append(_text(at + 14, TOP + HEIGHT + 43, way, "start"))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + HEIGHT + BELOW}" '
        f'width="{width}" height="{TOP + HEIGHT + BELOW}" font-family="sans-serif" font-size="11">'
    )
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>", ""])


def _bar(left: float, value: float, colour: str, title: str) -> str:
    tall = HEIGHT * value
    shape = f'x="{left:.1f}" y="{TOP + HEIGHT - tall:.1f}" width="{BAR - 2}" height="{tall:.1f}" fill="{colour}"'
    return f"<rect {shape}><title>{escape(title)} {value:.3f}</title></rect>"


def _line(width: float, value: float) -> str:
    at = TOP + HEIGHT * (1 - value)
    line = f'<line x1="{LEFT}" x2="{width}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>'
    return line + _text(LEFT - 6, at + 4, f"{value:.2f}", "end")


def _text(left: float, at: float, text: str, anchor: str) -> str:
    return f'<text x="{left:.1f}" y="{at:.1f}" text-anchor="{anchor}">{escape(text)}</text>'

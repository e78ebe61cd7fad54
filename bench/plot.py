"""A curve over the number of phones, as SVG that can be read on light and on dark."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 64, 24, 56, 56
# Chosen for contrast on white and on near-black alike.
COLOURS = ("#8a8f98", "#d2691e", "#2f86d6")
STYLE = "text{font:13px system-ui,sans-serif;fill:#7a828c}.line{stroke:#8a8f98;stroke-opacity:.35}"
Points = Sequence[tuple[int, float]]


def curve(title: str, across: str, up: str, series: Mapping[str, Points]) -> str:
    """One line for each series; both axes begin at zero."""
    most_x = max(x for points in series.values() for x, _ in points)
    most_y = max(y for points in series.values() for _, y in points) * 1.1
    step = _step(most_y)
    scale_x, scale_y = (WIDTH - LEFT - RIGHT) / most_x, (HEIGHT - TOP - BOTTOM) / most_y

    def at(x: float, y: float) -> tuple[float, float]:
        return LEFT + x * scale_x, HEIGHT - BOTTOM - y * scale_y

    parts = [_grid(at(0, level)[1], f"{level:g}") for level in _levels(most_y, step)]
    parts += [
        _tick(at(x, 0), f"{x:,}")
        for x in _readable(sorted({x for points in series.values() for x, _ in points}), scale_x)
    ]
    for colour, (name, points), row in zip(COLOURS, series.items(), range(len(COLOURS)), strict=False):
        parts += [_line(colour, [at(*point) for point in points]), _legend(colour, name, row)]
    parts += [
        _words(f'x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 12}"', across),
        _words(f'transform="translate(18 {(HEIGHT - BOTTOM + TOP) / 2:.0f}) rotate(-90)"', up),
    ]
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n{body}\n</svg>\n"
    )


def _step(most: float) -> float:
    """A round distance between lines, for about five of them."""
    return next(step for step in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if most / step <= 7)


def _levels(most: float, step: float) -> Iterable[float]:
    return (step * turn for turn in range(int(most / step) + 1))


def _readable(values: Sequence[int], scale: float) -> list[int]:
    """The values whose labels do not run into one another."""
    kept: list[int] = []
    for value in values:
        if not kept or (value - kept[-1]) * scale > 44:
            kept.append(value)
    return kept


def _grid(y: float, label: str) -> str:
    line = f'<line class="line" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
    return f'{line}<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'


def _tick(place: tuple[float, float], label: str) -> str:
    return _words(f'x="{place[0]:.1f}" y="{place[1] + 20:.1f}"', label)


def _words(where: str, words: str) -> str:
    return f'<text {where} text-anchor="middle">{escape(words)}</text>'


def _line(colour: str, places: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>{dots}'


def _legend(colour: str, name: str, row: int) -> str:
    x = LEFT + row * 210
    return (
        f'<rect x="{x}" y="20" width="14" height="4" fill="{colour}"/>'
        f'<text x="{x + 20}" y="27">{escape(name)}</text>'
    )

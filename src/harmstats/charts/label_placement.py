"""Placing labels so that none overlaps another or leaves its room. Pure arithmetic, in pixels."""

from __future__ import annotations

from dataclasses import dataclass


def spread(centres: list[float], heights: list[float], low: float, high: float, gap: float = 3.0) -> list[float]:
    """Move labels apart along one direction, as little as possible.

    Parameters
    ----------
    centres, heights : list of float
        Where each label wants its middle, and how tall it is.
    low, high : float
        Edges of the room. Where the labels do not fit they start at `low` and run over `high`.
    gap : float
        Least distance between two labels.

    Returns
    -------
    list of float
        Middles in the order given, without overlap.

    Notes
    -----
    With the room that the labels above need taken off, the task is a least-squares fit of a rising
    sequence (isotonic regression), solved by pooling neighbours that are out of order.

    Examples
    --------
    >>> spread([50, 50], [10, 10], 0, 100, gap=0)
    [45.0, 55.0]
    """
    order = sorted(range(len(centres)), key=lambda i: (centres[i], i))
    if not order:
        return []
    offsets, run = [], 0.0
    for place, i in enumerate(order):
        if place:
            run += (heights[order[place - 1]] + heights[i]) / 2 + gap
        offsets.append(run)
    pools: list[list[float]] = []  # [sum, count] of neighbours that move together
    for place, i in enumerate(order):
        pools.append([centres[i] - offsets[place], 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    least = low + heights[order[0]] / 2
    most = max(high - heights[order[-1]] / 2 - offsets[-1], least)
    result = [0.0] * len(centres)
    place = 0
    for total, count in pools:
        base = min(max(total / count, least), most)
        for _ in range(count):
            result[order[place]] = base + offsets[place]
            place += 1
    return result


@dataclass(frozen=True)
class Flag:
    """A label hung on a vertical mark: `lift` is how far its foot stands above the plot."""

    x: float
    left: float
    right: float
    lift: float
    height: float
    align: str


def flags(xs: list[float], widths: list[float], heights: list[float], low: float, high: float, pad: float = 4.0):
    """Stagger labels above vertical marks so that no label meets another or another's mark.

    The first marks may carry their label on the right (at the edge there is no room on the left), the
    next ones on the left, the last ones on the right again. The choice that needs the least height is
    taken.

    Parameters
    ----------
    xs : list of float
        Marks, ascending.
    widths, heights : list of float
        Size of each label.
    low, high : float
        Edges that no label may cross.

    Returns
    -------
    list of Flag, or None
        In the order of `xs`; None where the labels cannot stay inside the edges.
    """
    best, best_height = None, float("inf")
    count = len(xs)
    for first in range(count + 1):
        for last in range(first, count + 1):
            spans = [
                (x - pad - width, x) if first <= i < last else (x, x + pad + width)
                for i, (x, width) in enumerate(zip(xs, widths, strict=True))
            ]
            if any(left < low or right > high for left, right in spans):
                continue
            lifts = _stacked(xs, spans, heights, pad)
            total = (
                max((lift + height for lift, height in zip(lifts, heights, strict=True)), default=0.0) if lifts else 0
            )
            if lifts and total < best_height:
                best_height = total
                best = [
                    Flag(xs[i], *spans[i], lifts[i], heights[i], "right" if first <= i < last else "left")
                    for i in range(count)
                ]
    return best


def _stacked(xs, spans, heights, pad) -> list[float] | None:
    """How high each label stands; None where two labels would each have to stand above the other.

    A label that reaches over another's mark stands above that mark's label, for the mark runs up to it.
    """
    over = [
        {j for j, x in enumerate(xs) if j != i and left - pad < x < right + pad}
        for i, (left, right) in enumerate(spans)
    ]
    lifts: dict[int, float] = {}
    while len(lifts) < len(xs):
        ready = [i for i in range(len(xs)) if i not in lifts and over[i] <= lifts.keys()]
        if not ready:
            return None
        left, right = spans[ready[0]]
        below = [j for j in lifts if spans[j][0] - pad < right and left < spans[j][1] + pad]
        lifts[ready[0]] = max((lifts[j] + heights[j] for j in below), default=0.0)
    return [lifts[i] for i in range(len(xs))]


def _meets(a, b) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(box, line) -> bool:
    """True where a broken line runs through a box, tested at close steps."""
    for (x0, y0), (x1, y1) in zip(line, line[1:] or line, strict=False):
        steps = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / 3))
        for n in range(steps + 1):
            x, y = x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps
            if box[0] - 3 <= x <= box[2] + 3 and box[1] - 3 <= y <= box[3] + 3:
                return True
    return False


def place_beside(point, size, room, boxes, lines) -> tuple[float, float]:
    """Find room for a remark near a point.

    Parameters
    ----------
    point : (x, y)
        What the remark is about.
    size : (width, height)
        Of the remark.
    room : (left, top, right, bottom)
        Where it may stand.
    boxes : list of (left, top, right, bottom)
        Labels that it must not meet.
    lines : list of list of (x, y)
        Lines that it should not meet.

    Returns
    -------
    (left, top) of the remark: the nearest place that is free, or free of labels at least.
    """
    (x, y), (width, height) = point, size
    best = None
    for distance in (8, 16, 28, 44, 64, 90, 120, 160, 210):
        for left, top in (
            (x - width / 2, y - distance - height),
            (x - width, y - distance - height),
            (x, y - distance - height),
            (x - distance - width, y - height / 2),
            (x + distance, y - height / 2),
            (x - width / 2, y + distance),
            (x - width, y + distance),
            (x, y + distance),
        ):
            left = min(max(left, room[0]), max(room[2] - width, room[0]))
            top = min(max(top, room[1]), max(room[3] - height, room[1]))
            box = (left, top, left + width, top + height)
            if any(_meets(box, other) for other in boxes):
                continue
            if not any(_crosses(box, line) for line in lines):
                return left, top
            best = best or (left, top)
    return best or (room[0], room[1])

"""Paper as a page of HTML: one file that loads nothing, reads on a telephone and prints on A4. The same paper gives the same bytes."""

from collections.abc import Iterator, Sequence
from html import escape

from twincore.statements.paper import Block, Cell, Column, Facts, Figures, Paper, Table, Words

_STYLE = """
:root{--ink:#16202c;--soft:#5b6875;--line:#d9dfe5;--deep:#0f4c5c;--tint:#eef4f5}
*{box-sizing:border-box}
body{margin:0;background:#f4f6f8;color:var(--ink);font:15px/1.5 "Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:860px;margin:24px auto;padding:40px 48px;background:#fff;border-radius:6px;box-shadow:0 1px 4px rgba(15,40,60,.14)}
header{display:flex;justify-content:space-between;align-items:baseline;border-bottom:3px solid var(--deep);padding-bottom:12px}
.issuer{font-size:20px;font-weight:700;color:var(--deep)}
.notice{color:#8a4b08;background:#fdf3e3;border-radius:4px;padding:2px 8px;font-size:12px}
h1{font-size:26px;line-height:1.2;margin:28px 0 0}
.subtitle{color:var(--soft);margin:4px 0 24px}
h2{font-size:16px;margin:32px 0 8px;color:var(--deep)}
.top{display:flex;justify-content:space-between;gap:32px;flex-wrap:wrap}
address{font-style:normal;white-space:pre-line}
dl{display:grid;grid-template-columns:auto auto;gap:2px 20px;margin:0}
dt{color:var(--soft)}dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;margin:28px 0 4px}
.figures div{background:var(--tint);border-radius:6px;padding:12px 14px}
.figures div:last-child{background:var(--deep);color:#fff}
.figures span{display:block;font-size:12px;opacity:.8}
.figures b{font-size:19px;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%}
th{font-size:12px;font-weight:600;color:var(--soft);text-align:left;padding:6px 8px;border-bottom:2px solid var(--line)}
td{padding:7px 8px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td.r,th.r{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td:first-child{white-space:nowrap}
td small{display:block;color:var(--soft);font-size:12px}
td a{color:inherit}
tr.stands td{background:var(--tint);font-weight:600}
footer{margin-top:36px;padding-top:12px;border-top:1px solid var(--line);color:var(--soft);font-size:12px;overflow-wrap:anywhere}
@media(max-width:600px){main{margin:0;padding:20px 16px;border-radius:0}td,th{padding:6px 4px;font-size:13px}}
@media print{@page{size:A4;margin:16mm}body{background:#fff;font-size:11px}main{margin:0;padding:0;box-shadow:none;max-width:none}
thead{display:table-header-group}tr{break-inside:avoid}}
"""


def as_html(paper: Paper) -> bytes:
    """The page, in UTF-8."""
    return "".join(_page(paper)).encode()


def _page(paper: Paper) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en-AU"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f'<meta name="robots" content="noindex"><title>{escape(paper.title)} - {escape(paper.issuer)}</title><style>{_STYLE}</style></head>\n'
    yield f'<body><main><header><span class="issuer">{escape(paper.issuer)}</span>'
    if paper.synthetic:
        yield '<span class="notice">Synthetic: nobody on it is real</span>'
    yield f'</header>\n<h1>{escape(paper.title)}</h1><p class="subtitle">{escape(paper.subtitle)}</p>\n<div class="top"><address>'
    yield escape("\n".join(paper.address)) + "</address>" + _pairs(paper.about) + "</div>\n"
    for block in paper.blocks:
        yield from _block(block)
    yield f"<footer>{escape(paper.foot)}</footer></main></body></html>\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Figures):
        shown = "".join(f"<div><span>{escape(label)}</span><b>{escape(figure)}</b></div>" for label, figure in block.items)
        yield f'<div class="figures">{shown}</div>\n'
        return
    yield f"<section><h2>{escape(block.title)}</h2>" if block.title else "<section>"
    if isinstance(block, Facts):
        yield _pairs(block.items)
    elif isinstance(block, Words):
        yield "".join(f"<p>{escape(paragraph)}</p>" for paragraph in block.paragraphs)
    else:
        yield from _table(block)
    yield "</section>\n"


def _pairs(items: Sequence[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in items) + "</dl>"


def _table(table: Table) -> Iterator[str]:
    heads = "".join(f'<th scope="col"{_side(column)}>{escape(column.title)}</th>' for column in table.columns)
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>\n"
    if table.first:
        yield _row(table.columns, table.first, ' class="stands"')
    for row in table.rows:
        yield _row(table.columns, row, "")
    if table.last:
        yield _row(table.columns, table.last, ' class="stands"')
    yield "</tbody></table>"


def _row(columns: Sequence[Column], row: Sequence[Cell], kind: str) -> str:
    return f"<tr{kind}>" + "".join(f"<td{_side(column)}>{_cell(cell)}</td>" for column, cell in zip(columns, row, strict=True)) + "</tr>\n"


def _cell(cell: Cell) -> str:
    if not cell.small:
        return escape(cell.text)
    small = f'<a href="{escape(cell.link)}">{escape(cell.small)}</a>' if cell.link else escape(cell.small)
    return f"{escape(cell.text)}<small>{small}</small>"


def _side(column: Column) -> str:
    return ' class="r"' if column.right else ""

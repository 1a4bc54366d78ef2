/// How the page looks. Colours have names and one value each for light and dark; every pair of text and ground has a contrast of
/// 4.5 or more, and no meaning hangs on a colour alone.
enum HTMLStyle {
    static let text = #"""

        :root {
          --ground: #f4f6f8; --surface: #ffffff; --raised: #f8fafb; --text: #17212b; --soft: #55616e; --line: #dbe1e7;
          --danger: #b3261e; --warn: #8a5200; --info: #1f5fa8; --good: #1c6b3f; --unknown: #6a4c93; --accepted: #55616e;
          --danger-ground: #fdecea; --warn-ground: #fdf1dc; --info-ground: #e8f1fb; --good-ground: #e5f4ea;
          --unknown-ground: #f1ebf9; --accepted-ground: #eceff2; --bar: #3f78b5;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0e141a; --surface: #161e26; --raised: #1c2630; --text: #e4eaf0; --soft: #9fadba; --line: #2b3742;
            --danger: #ff8f85; --warn: #f6bf5f; --info: #86bbf5; --good: #7fd6a0; --unknown: #c9adf0; --accepted: #9fadba;
            --danger-ground: #3a1b1a; --warn-ground: #362a14; --info-ground: #17293d; --good-ground: #15301f;
            --unknown-ground: #2a2138; --accepted-ground: #222c36; --bar: #6ba3df;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--ground); color: var(--text);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
          overflow-wrap: anywhere;
        }
        header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
        h1, h2, h3, p, ul, dl, dd, figure, fieldset { margin: 0; padding: 0; }
        h1 { font-size: clamp(1.6rem, 4.5vw, 2.4rem); line-height: 1.15; letter-spacing: -.015em; text-wrap: balance; }
        h2 { font-size: 1.25rem; line-height: 1.3; }
        h3 { font-size: 1rem; line-height: 1.4; }
        code, pre, .name, .asset bdi {
          font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em;
        }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: 1rem; background: var(--surface); padding: .5rem 1rem; z-index: 1; }
        :focus-visible { outline: 3px solid var(--info); outline-offset: 2px; border-radius: 2px; }

        header { padding-top: 2.5rem; }
        header h1::before {
          content: ""; display: inline-block; width: .55em; height: .55em; border-radius: 50%; margin-right: .4em;
          background: var(--tone); vertical-align: .08em;
        }
        header.good { --tone: var(--good); } header.warn { --tone: var(--warn); }
        header.danger { --tone: var(--danger); } header.unknown { --tone: var(--unknown); }
        .brand { color: var(--soft); font-weight: 600; letter-spacing: .02em; margin-bottom: .35rem; }
        .targets { font-size: 1.1rem; margin-top: .5rem; }
        header dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin-top: 1rem; }
        header dt { color: var(--soft); font-size: .8125rem; }
        header dt::first-letter { text-transform: uppercase; }
        header dd { font-variant-numeric: tabular-nums; }

        section { margin-top: 2.5rem; }
        .summary { margin-top: 1.75rem; }
        .summary ul { list-style: none; display: grid; grid-template-columns: repeat(6, 1fr); gap: .75rem; }
        .summary li { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem 1rem; color: var(--soft); }
        .summary li strong { display: block; font-size: 1.9rem; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
        .summary .danger strong { color: var(--danger); } .summary .warn strong { color: var(--warn); }
        .summary .info strong { color: var(--info); } .summary .good strong { color: var(--good); }
        .summary .unknown strong { color: var(--unknown); } .summary .accepted strong { color: var(--text); }
        .summary .none strong { color: var(--soft); font-weight: 400; }
        .strip { display: block; width: 100%; height: .5rem; margin-top: .75rem; border-radius: .25rem; }
        .strip .danger { fill: var(--danger); } .strip .warn { fill: var(--warn); } .strip .info { fill: var(--info); }
        .strip .good { fill: var(--good); } .strip .unknown { fill: var(--unknown); } .strip .accepted { fill: var(--accepted); }
        .required { margin-top: 1rem; padding: .75rem 1rem; border-radius: .5rem; background: var(--unknown-ground); }

        #filter {
          position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem;
          background: var(--ground); padding: .75rem 0; border-bottom: 1px solid var(--line);
        }
        #filter[hidden] { display: none; }
        #filter fieldset { border: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; }
        #filter legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        #filter label { display: inline-flex; gap: .4rem; align-items: center; min-height: 2rem; }
        #filter input[type=checkbox] { width: 1.1rem; height: 1.1rem; accent-color: var(--info); margin: 0; }
        #find {
          font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--soft); border-radius: .375rem;
          padding: .35rem .6rem; width: min(20rem, 60vw);
        }
        #shown { color: var(--soft); margin-left: auto; font-variant-numeric: tabular-nums; }

        .check {
          background: var(--surface); border: 1px solid var(--line); border-left: .3rem solid var(--tone); border-radius: .5rem;
          margin-top: 1rem; padding: 1rem 1.25rem;
        }
        .check.danger { --tone: var(--danger); } .check.warn { --tone: var(--warn); } .check.info { --tone: var(--info); }
        summary { cursor: pointer; }
        .check > summary, .table > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: .35rem .6rem; list-style: none; }
        summary::-webkit-details-marker { display: none; }
        .check > summary .count, .table > summary .count { color: var(--soft); margin-left: auto; font-size: .875rem; white-space: nowrap; }
        .check > summary .count::after, .table > summary .count::after { content: " ▸"; }
        details[open] > summary .count::after { content: " ▾"; }
        .check h3 { flex: 1 1 12rem; min-width: 0; }
        .check h3 code { color: var(--soft); font-weight: 400; margin-right: .25rem; }
        .badge {
          display: inline-block; font-size: .75rem; font-weight: 650; line-height: 1.5; padding: 0 .5rem; border-radius: .25rem;
          white-space: nowrap; background: var(--accepted-ground); color: var(--accepted);
        }
        .check.danger > summary .badge, .badge.danger { background: var(--danger-ground); color: var(--danger); }
        .check.warn > summary .badge, .badge.warn { background: var(--warn-ground); color: var(--warn); }
        .check.info > summary .badge, .badge.info { background: var(--info-ground); color: var(--info); }
        .badge.new { background: var(--unknown-ground); color: var(--unknown); }
        .why { color: var(--soft); margin-top: .5rem; }
        .list { list-style: none; }
        .list li { border-top: 1px solid var(--line); margin-top: .85rem; padding-top: .85rem; }
        .list p, .check > p { max-width: 60rem; text-wrap: pretty; }
        .list li[hidden] { display: none; }
        .asset { font-weight: 600; }
        .asset .kind, .asset .of, .asset .in, .asset code { color: var(--soft); font-weight: 400; }
        .asset .kind, .asset .of { font-size: .875rem; }
        .fix { margin-top: .35rem; }
        .fix b { color: var(--good); margin-right: .25rem; }
        pre {
          margin: .4rem 0 0; padding: .5rem .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: .375rem;
          white-space: pre-wrap; user-select: all;
        }
        .source, .more { color: var(--soft); font-size: .875rem; margin-top: .85rem; }
        .empty { margin-top: .5rem; color: var(--soft); }

        .charts { display: grid; align-items: start; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem; margin-top: 1rem; }
        figcaption { display: flex; flex-wrap: wrap; gap: .1rem 1rem; justify-content: space-between; align-items: baseline; }
        figcaption p { color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
        figure { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; min-width: 0; }
        .chart { display: block; width: 100%; height: auto; margin-top: .75rem; overflow: visible; }
        .chart text { font-size: 13px; fill: var(--text); font-variant-numeric: tabular-nums; }
        .chart .axis { fill: var(--soft); font-size: 12px; } .chart .value { fill: var(--soft); }
        .chart .track { fill: var(--accepted-ground); } .chart .bar { fill: var(--bar); }
        .chart .bar.warn { fill: var(--warn); } .chart .bar.danger { fill: var(--danger); }
        .chart .grid { stroke: var(--line); }
        .chart .line { fill: none; stroke: var(--bar); stroke-width: 2; stroke-linejoin: round; }
        .chart .area { fill: var(--bar); opacity: .12; } .chart .point { fill: var(--bar); }
        .chart .limit { fill: none; stroke: var(--text); stroke-width: 2; } .chart polyline.limit { stroke-dasharray: 5 4; stroke-width: 1.5; }
        .data { margin-top: .75rem; font-size: .875rem; } .data > summary { color: var(--soft); list-style: revert; }

        .scroll { overflow-x: auto; margin-top: .75rem; }
        .table .scroll { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
        th { text-align: left; font-weight: 600; color: var(--soft); font-size: .8125rem; white-space: nowrap; }
        th, td { padding: .5rem .9rem; border-top: 1px solid var(--line); vertical-align: top; }
        thead th { border-top: 0; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        td.number { white-space: nowrap; }
        td:first-child { min-width: 9rem; }
        .data th, .data td { padding: .2rem .4rem; }

        footer { color: var(--soft); font-size: .875rem; padding-top: 2.5rem; padding-bottom: 2.5rem; }

        @media (max-width: 40rem) {
          header, main, footer { padding-left: 1rem; padding-right: 1rem; }
          header { padding-top: 1.5rem; }
          .summary ul { grid-template-columns: repeat(3, 1fr); gap: .5rem; }
          .summary li { padding: .5rem .65rem; font-size: .875rem; } .summary li strong { font-size: 1.5rem; }
          .check { padding: .85rem .9rem; } .chart text, .chart .axis { font-size: 15px; }
          #filter { position: static; } #find { flex: 1; } .find { width: 100%; white-space: nowrap; }
          .check h3 { order: 1; flex-basis: 100%; } #shown { margin-left: 0; }
          .table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .table tr { display: block; padding: .6rem .9rem; border-top: 1px solid var(--line); }
          .table tbody tr:first-child { border-top: 0; }
          .table td { display: block; border: 0; padding: .1rem 0; text-align: left; }
          .table td::before { content: attr(data-head) ": "; color: var(--soft); font-size: .8125rem; }
        }
        @media print {
          :root {
            --ground: #ffffff; --surface: #ffffff; --raised: #f4f6f8; --text: #000000; --soft: #444c55; --line: #c4ccd4;
            --danger: #b3261e; --warn: #8a5200; --info: #1f5fa8; --good: #1c6b3f; --unknown: #6a4c93; --accepted: #55616e;
            --danger-ground: #fdecea; --warn-ground: #fdf1dc; --info-ground: #e8f1fb; --good-ground: #e5f4ea;
            --unknown-ground: #f1ebf9; --accepted-ground: #eceff2; --bar: #3f78b5;
          }
          @page { margin: 15mm; }
          body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          header, main, footer { max-width: none; padding: 0; }
          #filter, .skip, .data { display: none; }
          .list li, figure, tr, .summary li { break-inside: avoid; }
          h2, h3, summary, .why { break-after: avoid; }
          .check > summary .count::after, .table > summary .count::after { content: none; }
          h1 { font-size: 20pt; } .summary li { padding: .4rem .6rem; } .summary li strong { font-size: 15pt; }
          .check, section { margin-top: 6mm; }
          .scroll { overflow: visible; }
        }

        """#
}

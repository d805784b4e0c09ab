/// The style sheet of every page; it loads nothing from anywhere.
enum PageStyle {
  static let text = """
    :root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #1b2330;
      --soft: #5b6778; --line: #dfe4ea; --good: #13795b; --caution: #9a6700; --bad: #b3261e;
      --s0: #2563c9; --s1: #d2691e; --s2: #1a8a6c; --s3: #9b3fa8; --s4: #6b7280; --s5: #b8860b; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #11151b; --card: #1a2029; --ink: #e5e9ef; --soft: #9aa6b6; --line: #2d3643;
        --good: #4cc79c; --caution: #e0b04a; --bad: #ff7b72; --s0: #6ea8fe; --s1: #f4a261;
        --s2: #4fd1a5; --s3: #d08be0; --s4: #9aa6b6; --s5: #e6c35c; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 60px; }
    h1 { font-size: 26px; margin: 0 0 2px; }
    .subtitle { color: var(--soft); margin: 0 0 20px; max-width: none; }
    section { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      padding: 16px 20px 20px; margin: 0 0 18px; }
    h2 { font-size: 17px; margin: 0 0 10px; }
    p { margin: 6px 0; max-width: 90ch; }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 14px 24px;
      margin: 4px 0 12px; }
    dt { color: var(--soft); font-size: 13px; }
    dd { margin: 0; font-size: 18px; font-weight: 600; font-variant-numeric: tabular-nums;
      overflow-wrap: anywhere; }
    dd.long { font-size: 15px; font-weight: 400; }
    dd small { color: var(--soft); font-weight: 400; font-size: 13px; }
    .good { color: var(--good); } .caution { color: var(--caution); } .bad { color: var(--bad); }
    .scroll { overflow-x: auto; margin: 10px 0 4px; }
    table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums;
      min-width: 40%; }
    caption { text-align: left; color: var(--soft); padding: 2px 0 6px; }
    th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    th { color: var(--soft); font-weight: 600; vertical-align: bottom; white-space: nowrap; }
    td:first-child { white-space: nowrap; }
    th small { display: block; font-weight: 400; }
    th.number, td.number { text-align: right; white-space: nowrap; padding: 4px 12px 4px 14px; }
    td.text { min-width: 6ch; max-width: 64ch; }
    td.name { white-space: nowrap; }
    tbody tr:hover { background: color-mix(in srgb, var(--s0) 8%, transparent); }
    figure { margin: 12px 0 4px; }
    figcaption { font-weight: 600; font-size: 14px; }
    .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(340px, 100%), 1fr)); gap: 12px; }
    .pair { grid-template-columns: repeat(auto-fill, minmax(min(440px, 100%), 1fr)); }
    .wide { grid-template-columns: 1fr; }
    figcaption small { color: var(--soft); font-weight: 400; }
    svg { width: 100%; height: auto; display: block; }
    svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
    .axis { stroke: var(--line); stroke-width: 1; }
    .s0 { stroke: var(--s0); fill: var(--s0); } .s1 { stroke: var(--s1); fill: var(--s1); }
    .s2 { stroke: var(--s2); fill: var(--s2); } .s3 { stroke: var(--s3); fill: var(--s3); }
    .s4 { stroke: var(--s4); fill: var(--s4); } .s5 { stroke: var(--s5); fill: var(--s5); }
    .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .dot { fill-opacity: 0.75; stroke: none; }
    .bar { stroke: none; }
    """
}

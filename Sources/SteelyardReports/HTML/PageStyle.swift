/// The style sheet of every page; it loads nothing from anywhere.
///
/// The six colours of series are told apart with every common colour deficiency and stand out from the card by 3:1;
/// words stand out by 4.5:1 (WCAG 2.2, 1.4.3 and 1.4.11). A test computes both from this text. No colour stands alone:
/// lines have dashes of their own, points shapes, gains and losses their sign, levels a sign before their word.
enum PageStyle {
  static let text = light + layout + series + narrow + print

  private static let light = """
    :root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #1b2330;
      --soft: #566272; --line: #dfe4ea; --axis: #76818f; --good: #00664a; --caution: #7a5200; --bad: #a63603;
      --gain: #5b8def; --loss: #f08a3c;
      --s0: #2845df; --s1: #e57200; --s2: #00a474; --s3: #8359a4; --s4: #221f34; --s5: #7f4014; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #11151b; --card: #1a2029; --ink: #e5e9ef; --soft: #a3afbe; --line: #2d3643;
        --axis: #7d8998; --good: #3fc79a; --caution: #e6b84d; --bad: #ff9466; --gain: #2459b5; --loss: #a04b00;
        --s0: #4f8ff5; --s1: #e37220; --s2: #3fe0a0; --s3: #d697d1; --s4: #d6efe2; --s5: #f4ec5a; } }

    """

  private static let layout = """
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 40px; }
    h1 { font-size: 26px; line-height: 1.2; margin: 0 0 6px; }
    .subtitle { color: var(--soft); margin: 0 0 20px; max-width: 100ch; }
    section { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      padding: 16px 20px 20px; margin: 0 0 18px; box-shadow: 0 1px 2px rgb(0 0 0 / 6%); }
    h2 { font-size: 17px; margin: 0 0 10px; }
    p { margin: 6px 0; max-width: 90ch; overflow-wrap: anywhere; }
    a { color: var(--s0); }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(190px, 100%), 1fr)); gap: 14px 24px;
      margin: 4px 0 12px; }
    dt { color: var(--soft); font-size: 13px; }
    dd { margin: 0; font-size: 18px; font-weight: 600; font-variant-numeric: tabular-nums;
      overflow-wrap: anywhere; }
    dd.long { font-size: 15px; font-weight: 400; }
    dd small { color: var(--soft); font-weight: 400; font-size: 13px; }
    .good { color: var(--good); } .caution { color: var(--caution); } .bad { color: var(--bad); }
    .scroll { overflow-x: auto; margin: 12px 0 4px; }
    .scroll:focus-visible { outline: 2px solid var(--s0); outline-offset: 2px; }
    table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums;
      min-width: 40%; }
    caption { text-align: left; color: var(--soft); padding: 2px 0 6px; }
    caption.unseen, .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; white-space: nowrap; }
    tbody th { font-weight: 400; position: sticky; left: 0; background: var(--card); }
    th small { display: block; font-weight: 400; }
    th.number, td.number { text-align: right; white-space: nowrap; padding: 4px 12px 4px 14px; }
    td.text, th.text { min-width: 6ch; max-width: 64ch; }
    .name { white-space: nowrap; }
    tbody tr:hover td { background: color-mix(in srgb, var(--s0) 8%, transparent); }
    figure { margin: 14px 0 4px; }
    figcaption { font-weight: 600; font-size: 14px; }
    figcaption small { color: var(--soft); font-weight: 400; }
    .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(340px, 100%), 1fr)); gap: 12px; }
    .pair { grid-template-columns: repeat(auto-fill, minmax(min(440px, 100%), 1fr)); }
    .wide { grid-template-columns: minmax(0, 1fr); }
    .wide figure { max-width: 900px; }
    svg { width: 100%; height: auto; display: block; }
    svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; margin: 4px 0;
      font-size: 12.5px; color: var(--soft); }
    .legend svg { display: inline-block; width: 26px; height: 10px; margin-right: 6px; }
    .column { flex-direction: column; font-variant-numeric: tabular-nums; }
    .heat { min-width: 0; border-collapse: separate; border-spacing: 2px; }
    .heat th { border: 0; font-weight: 400; color: var(--soft); padding: 2px 8px 2px 0; white-space: nowrap; }
    .heat thead th { text-align: right; padding: 2px 6px; }
    .heat thead th:first-child { text-align: left; }
    .heat th, .heat td { vertical-align: middle; }
    .heat td { border: 0; text-align: right; white-space: nowrap; padding: 5px 7px; border-radius: 3px;
      print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    .heat td.gain { background: color-mix(in srgb, var(--gain) var(--depth), var(--card)); }
    .heat td.loss { background: color-mix(in srgb, var(--loss) var(--depth), var(--card)); }
    .bars { width: 100%; max-width: 960px; table-layout: auto; }
    .bars th, .bars td { border: 0; padding: 2px 10px 2px 0; vertical-align: middle; }
    .bars tbody th { width: 34%; overflow-wrap: anywhere; line-height: 1.3; }
    .bars td.track { width: auto; min-width: 70px; padding-right: 12px; }
    .bars td.number { width: 1%; }
    .bars svg { height: 14px; }
    .bars tr.total th, .bars tr.total td { font-weight: 600; border-top: 1px solid var(--line); }
    .bars tr.marked th, .bars tr.marked td { font-weight: 600; }
    .axis { stroke: var(--line); stroke-width: 1; } .zero { stroke: var(--axis); stroke-width: 1; }
    footer { color: var(--soft); font-size: 13px; padding: 4px 20px; }
    footer h2 { color: var(--ink); font-size: 15px; }
    footer dl { display: block; } footer dl > div { display: grid; grid-template-columns: 130px 1fr; gap: 12px;
      padding: 3px 0; }
    footer dd { font-size: 13px; font-weight: 400; } footer dd p { margin: 0; max-width: none; }

    """

  private static let series = """
    .s0 { stroke: var(--s0); fill: var(--s0); } .s1 { stroke: var(--s1); fill: var(--s1); }
    .s2 { stroke: var(--s2); fill: var(--s2); } .s3 { stroke: var(--s3); fill: var(--s3); }
    .s4 { stroke: var(--s4); fill: var(--s4); } .s5 { stroke: var(--s5); fill: var(--s5); }
    .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .line.s1 { stroke-dasharray: 8 4; } .line.s2 { stroke-dasharray: 2 3; }
    .line.s3 { stroke-dasharray: 8 3 2 3; } .line.s4 { stroke-dasharray: 14 4; }
    .line.s5 { stroke-dasharray: 4 4 1 4 1 4; }
    .dot { fill-opacity: 0.75; stroke: none; }
    .bar { stroke: none; } .bar.gain { fill: var(--s0); } .bar.loss { fill: var(--s1); }
    .bar.total { fill: var(--axis); }
    svg text.segment { fill: var(--ink); stroke: var(--card); stroke-width: 4px; paint-order: stroke;
      font-weight: 600; font-size: 15px; }

    """

  private static let narrow = """
    @media (max-width: 560px) {
      main { padding: 16px 10px 24px; } h1 { font-size: 21px; }
      section { padding: 12px 12px 14px; border-radius: 8px; }
      dl { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px 14px; } dd { font-size: 16px; }
      svg text { font-size: 17px; } .bars { font-size: 12.5px; }
      .bars tbody th { width: 36%; }
      footer { padding: 4px 12px; } footer dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; padding: 5px 0; } }

    """

  private static let print = """
    @page { size: A4; margin: 13mm 12mm 14mm; }
    @media print {
      :root { color-scheme: light; --page: #ffffff; --card: #ffffff; --ink: #1b2330; --soft: #4a5563;
        --line: #ccd3db; --axis: #76818f; --good: #00664a; --caution: #7a5200; --bad: #a63603;
        --gain: #5b8def; --loss: #f08a3c;
        --s0: #2845df; --s1: #e57200; --s2: #00a474; --s3: #8359a4; --s4: #221f34; --s5: #7f4014; }
      body { font-size: 9.5pt; } main { max-width: none; padding: 0; }
      h1 { font-size: 17pt; } h2 { font-size: 12pt; break-after: avoid; }
      section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 8px 0 4px; margin: 0 0 6px;
        box-shadow: none; }
      .scroll { overflow: visible; } table { font-size: 7.6pt; min-width: 0; }
      th, td { padding: 2px 6px 2px 0; } th.number, td.number { padding: 2px 5px 2px 5px; }
      thead th, .name { white-space: normal; } .heat td { padding: 3px 4px; }
      td.number { font-size: 7.4pt; } tbody th { position: static; }
      thead { display: table-header-group; } tr, figure, dl > div, .legend { break-inside: avoid; }
      caption { break-after: avoid; } p { orphans: 3; widows: 3; max-width: none; }
      .grid { grid-template-columns: repeat(2, minmax(0, 1fr)); } .wide { grid-template-columns: minmax(0, 1fr); }
      a { color: inherit; text-decoration: none; } nav { display: none; }
      footer { padding: 0; font-size: 8pt; } footer dd { font-size: 8pt; } }
    """
}

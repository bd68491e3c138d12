/** How the graph is drawn, in the colours that the style sheet has now. */
export function styles() {
  const of = getComputedStyle(document.documentElement);
  const colour = variable => of.getPropertyValue(variable).trim();
  const font = getComputedStyle(document.body).fontFamily;
  return [
    {
      selector: "node",
      style: {
        "background-color": "data(colour)",
        shape: "data(shape)",
        width: "data(size)",
        height: "data(size)",
        label: "data(name)",
        color: colour("--text"),
        "font-family": font,
        "font-size": 12,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "ellipsis",
        "text-max-width": 130,
        "text-background-color": colour("--ground"),
        "text-background-opacity": 0.8,
        "text-background-padding": 1,
        "border-width": 0,
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.3,
        "line-color": colour("--edge"),
        "target-arrow-color": colour("--edge"),
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
        "curve-style": "bezier",
      },
    },
    {
      selector: "edge.near",
      style: {
        width: 1.8,
        label: "data(name)",
        color: colour("--quiet"),
        "font-family": font,
        "font-size": 10,
        "min-zoomed-font-size": 7,
        "text-rotation": "autorotate",
        "text-wrap": "ellipsis",
        "text-max-width": 110,
        "text-background-color": colour("--ground"),
        "text-background-opacity": 0.9,
        "text-background-padding": 1,
      },
    },
    { selector: "node.fresh", style: { "border-width": 4, "border-color": colour("--fresh") } },
    { selector: "edge.fresh", style: { "line-color": colour("--fresh"), "target-arrow-color": colour("--fresh") } },
    {
      selector: "node.selected",
      style: { "border-width": 4, "border-color": colour("--accent"), "font-weight": "bold", "font-size": 14, "z-index": 9 },
    },
    {
      selector: "node.focused",
      style: { "overlay-color": colour("--accent"), "overlay-opacity": 0.25, "overlay-padding": 7 },
    },
  ];
}

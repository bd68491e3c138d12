'use strict';
(() => {
  const charts = JSON.parse(document.getElementById('charts').textContent);
  const canvases = document.querySelectorAll('canvas');
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  // Okabe and Ito's colours, which people tell apart who see few.
  const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b0a800', '#7f7f7f'];
  const drawn = [];

  function variable(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function number(value, unit) {
    return value.toLocaleString('en', { maximumSignificantDigits: 4 }) + (unit ? ' ' + unit : '');
  }

  function axes(kind, unit) {
    if (kind === 'doughnut') {
      return {};
    }
    const grid = { color: variable('--line') };
    const values = { beginAtZero: true, grid, ticks: { callback: value => number(value, unit), maxTicksLimit: 6 } };
    const labels = { grid, ticks: { autoSkip: kind === 'line' } };
    return kind === 'bar' ? { x: values, y: labels } : { x: labels, y: values };
  }

  function dataset(kind, series, index) {
    const one = colours[index % colours.length];
    const all = series.values.map((value, i) => colours[i % colours.length]);
    return {
      label: series.name,
      data: series.values,
      backgroundColor: kind === 'doughnut' ? all : one,
      borderColor: kind === 'doughnut' ? variable('--surface') : one,
      borderWidth: kind === 'bar' ? 0 : 2,
      pointRadius: 2,
    };
  }

  function draw() {
    drawn.splice(0).forEach(chart => chart.destroy());
    Chart.defaults.color = variable('--text');
    charts.forEach(({ kind, unit, labels, series }, i) => {
      drawn.push(new Chart(canvases[i], {
        type: kind,
        data: { labels, datasets: series.map((each, index) => dataset(kind, each, index)) },
        options: {
          animation: false,
          maintainAspectRatio: false,
          indexAxis: kind === 'bar' ? 'y' : 'x',
          scales: axes(kind, unit),
          plugins: {
            legend: { display: kind === 'doughnut' || series.length > 1, position: 'bottom' },
            tooltip: { callbacks: { label: item => ' ' + number(item.raw, unit) } },
          },
        },
      }));
    });
  }

  dark.addEventListener('change', draw);
  draw();
})();

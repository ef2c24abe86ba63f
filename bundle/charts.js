// The parts of Apache ECharts that luodi's charts are made of, one function that draws a chart to SVG, and one for pages.
import { init, use } from "echarts/core";
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent,
} from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart, CustomChart, LineChart, ScatterChart,
  GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent,
  LabelLayout, SVGRenderer,
]);

globalThis.draw = (option, width, height) => {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(JSON.parse(option));
    const { painter } = chart.getZr();
    // Ids and classes are counted over all charts of a process, and the same chart is to give the same text whatever was
    // drawn before: one id, and no classes, which are for animation and for what a pointer touches.
    painter._id = "chart";
    const drawn = painter.renderToString({ useViewBox: true, cssAnimation: false, cssEmphasis: false });
    return drawn.normalize("NFC"); // a flat string: quickjs-ng cannot hand out a rope
  } finally {
    chart.dispose();
  }
};

// An empty chart in an element of a page, for `setOption`. It sets styles by script alone, which a page's content security
// policy allows; a tooltip has to be drawn in the picture (renderMode: "richText") for the same reason.
globalThis.chartIn = (element) => init(element, null, { renderer: "svg" });

package html
import ("testing";"os";"fmt";"time";"encoding/base64")
func TestZZ(t *testing.T) {
	export := func(p *browserPage, name string) {
		for _, l := range []struct{ w int; s string }{{390,"light"},{768,"dark"},{1440,"light"}} {
			p.Look(l.w, 900, l.s); time.Sleep(200*time.Millisecond)
			b, err := p.data("Page.captureScreenshot", map[string]any{"format":"png"})
			if err != nil { t.Fatal(err) }
			os.WriteFile(fmt.Sprintf("/tmp/x/P/%s-%d.png", name, l.w), b, 0o644)
		}
		for size, wh := range map[string][2]float64{"a4":{8.27,11.69},"letter":{8.5,11}} {
			var a struct{ Data string }
			p.call("Page.printToPDF", map[string]any{"printBackground": true, "paperWidth": wh[0], "paperHeight": wh[1]}, &a)
			b, _ := base64.StdEncoding.DecodeString(a.Data)
			os.WriteFile(fmt.Sprintf("/tmp/x/P/%s-%s.pdf", name, size), b, 0o644)
		}
	}
	p := openBrowser(t)
	load(t, p, written(t, suite{2, 12, 12, 6, 0.02}.report(t)))
	export(p, "report")
	p.Look(1440, 900, "light")
	p.Eval(`[...document.querySelectorAll("#panel-Execution .row")].slice(0,3).forEach(d => d.open = true)`, nil)
	until(t, p, `document.querySelectorAll("svg.chart").length === 6`)
	export(p, "open")
	load(t, p, writtenHistory(t, many(t, 6, 40, "wazero", "wasmtime")))
	export(p, "hist")
	p.Look(1440, 900, "light")
	p.Eval(`[...document.querySelectorAll(".trend")].slice(0,2).forEach(d => d.open = true)`, nil)
	until(t, p, `document.querySelectorAll(".course svg").length === 2`)
	export(p, "histopen")
}

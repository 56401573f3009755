package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"reflect"

	"github.com/sightglass-go/sightglass/analysis/report/plot"
	"github.com/sightglass-go/sightglass/measure/quote"
)

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageScript string

//go:embed page.gohtml
var pageTemplate string

// page is what all pages have: each has a script of its own, and a style beside that
// of all.
type page struct {
	Title         string
	style, script string
}

// CSS and Script are what stands between the tags, and Policy lets these two
// in and nothing else: no network, no script that a name could smuggle in.
func (p page) CSS() template.CSS { return template.CSS(css + p.style) }

func (p page) Script() template.JS { return template.JS(pageScript + p.script) }

// Dots is what drawings refer to; it holds nothing from outside.
func (page) Dots() template.HTML { return template.HTML(plot.Defs()) }

func (p page) Policy() string {
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return fmt.Sprintf("default-src 'none'; base-uri 'none'; form-action 'none'; style-src %s; script-src %s", hash(string(p.CSS())), hash(string(p.Script())))
}

var css = pageCSS + plot.CSS()

// render executes the template named "page", whose parts body defines.
func render(w io.Writer, body string, v any) error { return renderPart(w, body, "page", v) }

// renderPart executes a template that body defines.
func renderPart(w io.Writer, body, name string, v any) error {
	t, err := template.New("").Parse(pageTemplate)
	if err == nil {
		t, err = t.Parse(body)
	}
	if err != nil {
		panic("BUG: html: " + err.Error())
	}
	bound(reflect.ValueOf(v))
	page := quote.NewDocument(w)
	if err := errors.Join(t.ExecuteTemplate(page, name, v), page.Flush()); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

// What Go guests are built under, so that their bytes do not change with the
// go.mod of the module around them (its go line sets the GODEBUG defaults).
module github.com/sightglass-go/sightglass

go 1.25.0

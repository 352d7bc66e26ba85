// Command drawicons draws the icons of the Teams app, a speech bubble with a tick, into the folder that it is given.
// It is run by go generate. Another design only needs other files of the same names and sizes there.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stderr))
}

func run(args []string, stderr io.Writer) int {
	if len(args) != 1 {
		fmt.Fprintln(stderr, "usage: drawicons FOLDER")
		return 2
	}
	if err := save(args[0]); err != nil {
		fmt.Fprintln(stderr, "drawicons:", err)
		return 1
	}
	return 0
}

func save(folder string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	for name, icon := range icons() {
		var data bytes.Buffer
		if err := png.Encode(&data, icon); err != nil {
			return errors.Join(err, root.Close())
		}
		if err := root.WriteFile(name, data.Bytes(), 0o644); err != nil {
			return errors.Join(err, root.Close())
		}
	}
	return root.Close()
}

package transfer

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"
)

// How much a workbook may hold when it is unpacked: a few kilobytes can be made to unpack into gigabytes.
const (
	maxUnpacked = 64 << 20 // bytes
	maxParts    = 1000     // files in it
)

var (
	errZip = errors.New("this is an archive, but no workbook; unpack it, and import the .tsv or .xlsx file that is in it")
	errXLS = errors.New("this is no .xlsx workbook, or it has a password; open it in Excel and save it as .xlsx without one")
)

// readXLSX reads the first sheet of a workbook that has the columns.
func readXLSX(data []byte, n *notes) (found []entry, err error) {
	if err := checkWorkbook(data); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
	})
	if err != nil {
		return nil, fmt.Errorf("read the workbook: %w", err)
	}
	defer func() {
		if closed := book.Close(); err == nil {
			err = closed
		}
	}()
	sheets := book.GetSheetList()
	var faults []error
	for i, sheet := range sheets {
		rows, err := sheetRows(book, sheet)
		if err == nil {
			found, err = entries(rows, true, n)
		}
		if err == nil {
			if left := slices.Concat(sheets[:i], sheets[i+1:]); len(left) > 0 {
				n.file("only the sheet %q was read", sheet)
			}
			return found, nil
		}
		faults = append(faults, fmt.Errorf("sheet %q: %w", sheet, err))
	}
	return nil, errors.Join(faults...)
}

// checkWorkbook looks at an archive before anything is unpacked. That no part is larger than it claims to be is seen to when
// it is read.
func checkWorkbook(data []byte) error {
	ole := []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") // an older workbook, one with a password, or something embedded
	if bytes.Contains(data, ole) {
		return errXLS
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return errXLS
	}
	if len(archive.File) > maxParts {
		return fmt.Errorf("the workbook has more than %d parts; copy the sheet into a new one", maxParts)
	}
	workbook, unpacked := false, uint64(0)
	for _, part := range archive.File {
		workbook = workbook || part.Name == "xl/workbook.xml"
		unpacked += min(part.UncompressedSize64, maxUnpacked+1)
	}
	switch {
	case !workbook:
		return errZip
	case unpacked > maxUnpacked:
		return fmt.Errorf("unpacked, the workbook has more than %d MB; split it", maxUnpacked>>20)
	}
	return nil
}

func sheetRows(book *excelize.File, sheet string) (all []row, err error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	for line := 1; rows.Next(); line++ {
		if line > maxRows {
			return nil, errRows
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		all = append(all, row{line, cells[:min(len(cells), maxCells)]})
	}
	return all, rows.Error()
}

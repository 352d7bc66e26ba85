package msgraph

import (
	"context"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/sites"

	"deskhand/graph"
)

func (c *Client) columns(ref graph.ListRef) *sites.ItemListsItemColumnsRequestBuilder {
	return c.sites().BySiteId(ref.Site).Lists().ByListId(ref.List).Columns()
}

// Columns are all columns of the list, SharePoint's own among them.
func (c *Client) Columns(ctx context.Context, ref graph.ListRef) ([]graph.Column, error) {
	get := func(ctx context.Context, link string) (models.ColumnDefinitionCollectionResponseable, error) {
		if link != "" {
			return c.columns(ref).WithUrl(link).Get(ctx, nil)
		}
		return c.columns(ref).Get(ctx, nil)
	}
	var columns []graph.Column
	op := c.reading("read columns of list", ref.Site, ref.List)
	err := pages(ctx, c, op, get, func(p models.ColumnDefinitionCollectionResponseable) error {
		for _, d := range p.GetValue() {
			if d != nil {
				columns = append(columns, columnOf(d))
			}
		}
		return nil
	})
	return columns, err
}

// CreateColumn adds a column to the list. ErrExists: there is one with that name.
func (c *Client) CreateColumn(ctx context.Context, ref graph.ListRef, column graph.Column) error {
	op := c.writing("create column "+column.Name, ref.Site, ref.List)
	op.permission = mayOwnList
	return c.call(ctx, op, func(ctx context.Context) error {
		_, err := c.columns(ref).Post(ctx, definitionOf(column), nil)
		return err
	})
}

// UpdateColumn brings title, help, choices, index and uniqueness of the column with that ID to what is given. Name and
// kind of a column can't be changed, and whether other words than the choices may be written in it stays as it is.
func (c *Client) UpdateColumn(ctx context.Context, ref graph.ListRef, column graph.Column) error {
	change := models.NewColumnDefinition()
	describe(change, column)
	if column.Kind == graph.ColumnChoice {
		choice := models.NewChoiceColumn()
		choice.SetChoices(column.Choices)
		change.SetChoice(choice)
	}
	op := c.writing("update column "+column.Name, ref.Site, ref.List, column.ID)
	op.permission, op.safe = mayOwnList, true
	return c.call(ctx, op, func(ctx context.Context) error {
		_, err := c.columns(ref).ByColumnDefinitionId(column.ID).Patch(ctx, change, nil)
		return err
	})
}

// describe sets what may be changed later.
func describe(d *models.ColumnDefinition, column graph.Column) {
	if column.Title != "" {
		d.SetDisplayName(&column.Title)
	}
	if column.Help != "" {
		d.SetDescription(&column.Help)
	}
	d.SetIndexed(&column.Indexed)
	d.SetEnforceUniqueValues(&column.Unique)
}

func definitionOf(column graph.Column) *models.ColumnDefinition {
	d := models.NewColumnDefinition()
	d.SetName(&column.Name)
	describe(d, column)
	switch column.Kind {
	case graph.ColumnNote:
		lines, plainText, no := true, "plain", false
		note := models.NewTextColumn()
		note.SetAllowMultipleLines(&lines)
		note.SetTextType(&plainText)
		note.SetAppendChangesToExistingText(&no)
		d.SetText(note)
	case graph.ColumnChoice:
		d.SetChoice(choiceOf(column.Choices))
	case graph.ColumnNumber:
		whole := "none"
		number := models.NewNumberColumn()
		number.SetDecimalPlaces(&whole)
		d.SetNumber(number)
	case graph.ColumnDateTime:
		withTime := "dateTime"
		date := models.NewDateTimeColumn()
		date.SetFormat(&withTime)
		d.SetDateTime(date)
	case graph.ColumnPerson:
		people, one := "peopleOnly", false
		person := models.NewPersonOrGroupColumn()
		person.SetChooseFromType(&people)
		person.SetAllowMultipleSelection(&one)
		d.SetPersonOrGroup(person)
	case graph.ColumnURL:
		no := false
		link := models.NewHyperlinkOrPictureColumn()
		link.SetIsPicture(&no)
		d.SetHyperlinkOrPicture(link)
	default:
		d.SetText(models.NewTextColumn())
	}
	return d
}

func choiceOf(choices []string) *models.ChoiceColumn {
	no, menu := false, "dropDownMenu"
	choice := models.NewChoiceColumn()
	choice.SetChoices(choices)
	choice.SetAllowTextEntry(&no)
	choice.SetDisplayAs(&menu)
	return choice
}

func columnOf(d models.ColumnDefinitionable) graph.Column {
	column := graph.Column{
		ID: text(d.GetId()), Name: text(d.GetName()), Title: text(d.GetDisplayName()), Help: text(d.GetDescription()),
		Kind: kindOf(d), Indexed: yes(d.GetIndexed()), Unique: yes(d.GetEnforceUniqueValues()),
	}
	if choice := d.GetChoice(); choice != nil {
		column.Choices = choice.GetChoices()
	}
	return column
}

func kindOf(d models.ColumnDefinitionable) graph.ColumnKind {
	switch {
	case d.GetText() != nil && yes(d.GetText().GetAllowMultipleLines()):
		return graph.ColumnNote
	case d.GetText() != nil:
		return graph.ColumnText
	case d.GetChoice() != nil:
		return graph.ColumnChoice
	case d.GetNumber() != nil:
		return graph.ColumnNumber
	case d.GetDateTime() != nil:
		return graph.ColumnDateTime
	case d.GetPersonOrGroup() != nil:
		return graph.ColumnPerson
	case d.GetHyperlinkOrPicture() != nil:
		return graph.ColumnURL
	}
	return graph.ColumnOther
}

package ticketlist

import (
	"deskhand/graph"
	"deskhand/helpdesk"
)

// recentDays is how long after it was due a solved ticket is in the view of those. SharePoint shows no view that more than
// 5,000 items could be in, and solved tickets grow for ever.
const recentDays = 90

// Columns that every list has: the title as a link to the item, and when it was changed last.
const (
	linkTitle = "LinkTitle"
	modified  = "Modified"
)

// Views are the views of the list by status, in the order of the statuses: what is open by when something is due, and what
// was solved lately. What was withdrawn is nobody's work. They show the requester's name, since the person column is empty for
// whom the site doesn't know, and the assignee as the person column, since that is where one is named.
func Views() []graph.View {
	open := func(status helpdesk.Status, sortBy string) graph.View {
		word := statuses.word(status)
		return graph.View{
			Title:   word,
			Columns: []string{colKey, linkTitle, colRequesterName, colPriority, colAssignee, colResponseDue, colResolutionDue},
			Where:   []graph.Condition{{Column: colStatus, Choice: word}},
			SortBy:  sortBy,
		}
	}
	solved := statuses.word(helpdesk.StatusResolved)
	return []graph.View{
		open(helpdesk.StatusNew, colResponseDue),
		open(helpdesk.StatusInProgress, colResolutionDue),
		open(helpdesk.StatusWaiting, colResolutionDue),
		{
			Title:      solved,
			Columns:    []string{colKey, linkTitle, colRequesterName, colPriority, colAssignee, colArticle, modified},
			Where:      []graph.Condition{{Column: colResolutionDue, Days: recentDays}, {Column: colStatus, Choice: solved}},
			SortBy:     modified,
			Descending: true,
		},
	}
}

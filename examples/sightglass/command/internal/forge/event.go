package forge

import (
	"encoding/json"
	"fmt"
	"os"
)

// event is what is used of the file that GITHUB_EVENT_PATH names.
type event struct {
	Number      int `json:"number"`
	PullRequest *struct {
		Number int `json:"number"`
		Head   struct {
			Repo *struct {
				FullName string `json:"full_name"`
			} `json:"repo"` // null if it was deleted
		} `json:"head"`
	} `json:"pull_request"`
	MergeGroup struct {
		BaseSHA string `json:"base_sha"`
	} `json:"merge_group"`
}

func readEvent(file string) (e event, err error) {
	if file == "" {
		return e, nil
	}
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &e)
	}
	if err != nil {
		return event{}, fmt.Errorf("read the event (GITHUB_EVENT_PATH): %w", err)
	}
	return e, nil
}

// number is the pull request's, 0 for events of anything else, which may be numbered,
// too.
func (e *event) number() int {
	switch {
	case e.PullRequest == nil:
		return 0
	case e.PullRequest.Number > 0:
		return e.PullRequest.Number
	}
	return e.Number
}

func (e *event) fork(project string) bool {
	return e.PullRequest != nil && (e.PullRequest.Head.Repo == nil || e.PullRequest.Head.Repo.FullName != project)
}

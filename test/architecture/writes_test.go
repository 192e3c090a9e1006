package architecture_test

import (
	"go/ast"
	"go/types"
	"strings"
	"testing"
)

// direct are the functions of core that write to the table otherwise than by an audit.Transaction, and why they may.
var direct = map[string]string{
	"audit.Transaction.Commit":        "the one place where a use case's transaction is committed",
	"audit/seal.Sealer.append":        "a seal is itself part of the audit log",
	"access.Guard.touch":              "notes when a key was last used, within a read",
	"ratelimit.Limiter.Count":         "counts an attempt before it is known whose it is",
	"ratelimit.Gate.lease":            "counts requests before it is known whose they are",
	"access.Guard.noteUse":            "notes when a person came to an organization in a new session, within a read",
	"access.Guard.use":                "notes when a session was last used, within a read",
	"organization.Service.deleteAll":  "deletes what an organization had that was deleted long ago, its audit log too",
	"privacy.Service.deleteAll":       "deletes what is left of a person who is erased",
	"privacy.Service.takeOutOf":       "deletes a membership whose user is gone",
	"privacy.Service.FinishErasures":  "deletes the erasure itself, as the last",
	"organization.Service.ForgetUser": "deletes the names key that an erased user left behind",
	"apikey.Service.ForgetCreator":    "takes the address of an erased user off API keys",
	"activity.Log.Count":              "records an attempt that is refused, and changes nothing",
}

// bySystem are the functions of core that begin a transaction without any condition on who acts: nobody does.
var bySystem = map[string]string{
	"access.Actor.Begin":                   "adds the condition on the actor",
	"access.Person.Begin":                  "adds the condition on the person",
	"access.Guard.Public":                  "for callers who need no proof: see byPublic",
	"access.Guard.In":                      "for those who hold a link of an organization: see byPublic",
	"organization.Service.cancelSponsored": "behind a block, removal or demotion: what no longer works is cancelled",
	"apikey.Service.Clear":                 "deletes keys that no longer work, on condition of nothing but that they exist",
	"organization.Service.expire":          "expire-invitations, and requests that need the seats",
	"plan.Service.write":                   "change-plan and the operator's command",
	"delivery.Recorder.note":               "record-delivery",
	"outbox.Mailer.begin":                  "send-mail",
	"organization.Service.endWait":         "expire-invitations",
	"heartbeat.Beat":                       "expire-invitations",
	"organization.Service.remind":          "expire-invitations",
	"seat/recount.Service.repair":          "the operator's command",
	"seat/recount.Service.remember":        "recount-seats",
	"organization.Service.beginPurge":      "purge-organizations",
	"organization.Service.operate":         "the operator's commands",
	"organization.Service.addOwner":        "the operator's command",
	"account.Service.beginMove":            "what a change of address leaves to do, begun by its person",
	"account.Service.tell":                 "the operator's commands",
	"privacy.Service.Erase":                "the operator's command",
	"privacy.Service.takeOutOf":            "erase-person, the operator's command and finish-erasures: the erasure is the condition",
	"migration.Import.organization":        "the operator's command",
	"migration.Import.begin":               "the operator's command",
}

// byPublic are the functions of core that begin a transaction of a caller who needs no proof.
var byPublic = map[string]string{
	"organization.Service.create":                 "sign-up, and the operator's command",
	"migration.Import.begin":                      "the operator's command, for who is in no organization",
	"organization.Service.ResendByOperator":       "the operator's command",
	"account.Service.signIn":                      "the password proves the person, and is a condition of the write",
	"account.Service.countDevice":                 "counts an attempt before it is known whose it is",
	"account.Service.end":                         "of the caller's own session, whether or not it is still there",
	"account.Service.commitRenewal":               "the organizations for which the change's own transaction has no room",
	"account.Service.RequestReset":                "only has a mail sent",
	"account.Service.restoreEmail":                "the link is the proof, and a condition of the write",
	"account.Service.ResetPassword":               "the link is the proof, and a condition of the write",
	"invitation.Service.accept":                   "the link is the proof, and a condition of the write",
	"invitation.Service.note":                     "the link is the proof, and a condition of the write",
	"account.Service.CreatePasskeySessionOptions": "makes a challenge for whoever signs it",
}

// TestNoWriteForgetsWhoAndWhat: in core, whoever changes the table begins from the actor, and ends with the event, or
// is named above.
func TestNoWriteForgetsWhoAndWhat(t *testing.T) {
	used := map[string]bool{}
	allow := func(list map[string]string, c call) {
		used[c.caller] = true
		if list[c.caller] == "" {
			t.Errorf("%s calls %s, and is not on the list of those that may", c.caller, c.callee)
		}
	}
	for _, c := range calls(t) {
		switch c.callee {
		case "store.Store.Commit", "store.Store.Change", "store.Store.Delete":
			allow(direct, c)
		case "core/audit.Log.Begin":
			allow(bySystem, c)
		case "core/access.Guard.Public", "core/access.Guard.In":
			allow(byPublic, c)
		case "core/audit.Transaction.Commit":
			if c.arguments < 2 && !c.saysWhy {
				t.Errorf("%s commits without an event, and does not say why by WithoutEvent", c.caller)
			}
		}
	}
	for _, list := range []map[string]string{direct, bySystem, byPublic} {
		for function := range list {
			if !used[function] {
				t.Errorf("%s is on a list and does not need to be", function)
			}
		}
	}
}

// call is a call in core: callers are named by their package in core, callees by theirs in pkg.
type call struct {
	caller, callee string
	arguments      int
	saysWhy        bool // the function calls WithoutEvent
}

// calls lists core's calls of methods of pkg.
func calls(t *testing.T) (all []call) {
	t.Helper()
	for _, p := range checked(t, "./core/...") {
		for _, f := range p.files {
			for _, d := range f.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
					all = append(all, callsOf(strings.TrimPrefix(p.path, "usher/pkg/core/"), f, p.info)...)
				}
			}
		}
	}
	return all
}

func callsOf(in string, f *ast.FuncDecl, info *types.Info) (all []call) {
	caller := in + "." + f.Name.Name
	if f.Recv != nil {
		caller = in + "." + strings.TrimPrefix(types.ExprString(f.Recv.List[0].Type), "*") + "." + f.Name.Name
	}
	saysWhy, arguments := false, map[ast.Expr]int{}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			arguments[c.Fun] = len(c.Args)
		}
		selector, ok := n.(*ast.SelectorExpr) // of a call, or a method as a value
		if !ok {
			return true
		}
		if method, ok := info.Uses[selector.Sel].(*types.Func); ok && method.Signature().Recv() != nil {
			callee := strings.NewReplacer("usher/pkg/", "", "(", "", ")", "", "*", "").Replace(method.FullName())
			saysWhy = saysWhy || callee == "core/audit.Transaction.WithoutEvent"
			all = append(all, call{caller: caller, callee: callee, arguments: arguments[selector]})
		}
		return true
	})
	for i := range all {
		all[i].saysWhy = saysWhy
	}
	return all
}

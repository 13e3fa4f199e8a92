//! A catalogue of what a user can meet, so that the tone of all messages can be read in five minutes.

use insta::assert_snapshot;

use crate::disclosure::AUTHORIZATION;
use crate::practice::{NOTE, Practice};

#[test]
fn no_configuration() {
    assert_snapshot!(Practice::empty().run(&["list"]), @"
    --- stderr
    error: there is no configuration at [ROOT]/home/.config/casenotes/config.toml
    hint: Run `casenotes init` to set up a practice, or `casenotes demo DIR` to try one.
    --- exit Some(2)
    ");
}

#[test]
fn a_client_that_does_not_exist() {
    assert_snapshot!(Practice::with_client().run(&["show", "c-7f3j"]), @"
    --- stderr
    error: there is no client `c-7f3j`
    hint: Did you mean `c-7f3k`?
    --- exit Some(2)
    ");
}

#[test]
fn a_note_that_does_not_exist() {
    assert_snapshot!(Practice::with_note().run(&["show", "c-7f3k/1999"]), @"
    --- stderr
    error: there is no note `c-7f3k/1999`
    hint: Run `casenotes list` to see what there is.
    --- exit Some(2)
    ");
}

#[test]
fn a_date_that_is_not_understood() {
    assert_snapshot!(Practice::with_client().run(&["new", "c-7f3k", "--no-edit", "--at", "tomorrow 9:00"]), @"
    --- stderr
    error: invalid value 'tomorrow 9:00' for '--at <WHEN>': not a date and time; use `2026-11-24 14:00`, `2026-11-24T14:00-05:00`, `today 2pm`, `yesterday 14:00`, `monday 9:30am`, `3 days ago 14:00` or `now`

    For more information, try '--help'.
    --- exit Some(2)
    ");
}

#[test]
fn an_hour_that_came_twice() {
    assert_snapshot!(Practice::with_client().run(&["new", "c-7f3k", "--no-edit", "--at", "2026-11-01 01:30"]), @"
    --- stderr
    error: the time 2026-11-01 01:30:00 came twice here: the clocks went back
    hint: Add the offset: `2026-11-01 01:30-04:00` for the first, `2026-11-01 01:30-05:00` for the second.
    --- exit Some(2)
    ");
}

#[test]
fn an_hour_that_never_came() {
    assert_snapshot!(Practice::with_client().run(&["new", "c-7f3k", "--no-edit", "--at", "2026-03-08 02:30"]), @"
    --- stderr
    error: the time 2026-03-08 02:30:00 does not exist here: the clocks went forward over it
    hint: Give the time the clock on the wall showed.
    --- exit Some(2)
    ");
}

#[test]
fn a_signed_note() {
    let practice = Practice::with_client();
    practice.put(crate::practice::NOTE_PATH, NOTE);
    practice.put(&format!("{}.sig", crate::practice::NOTE_PATH), "x");
    assert_snapshot!(practice.run(&["edit", "c-7f3k"]), @"
    --- stderr
    error: the note `c-7f3k/2026-11-20-1400-dap` is signed, and a signed note is never changed
    hint: Add to it with `casenotes amend c-7f3k/2026-11-20-1400-dap --kind addendum --reason WHY`; the kind may be `correction` or `late-entry` as well.
    --- exit Some(2)
    ");
}

#[test]
fn a_record_with_a_gap() {
    let practice = Practice::with_client();
    practice.put(crate::practice::NOTE_PATH, NOTE.replace("client = ", "client "));
    assert_snapshot!(practice.run(&["export", "--working-copy", "c-7f3k"]), @"
    --- stderr
    error: 1 of the notes cannot be read; the first is [ROOT]/chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:2:8
    hint: A record with a gap is not exported: run `casenotes validate` and mend them, or name the notes you want.
    --- exit Some(2)
    ");
}

#[test]
fn a_psychotherapy_note_that_was_tampered_with() {
    let practice = Practice::with_client();
    practice.seal("text");
    let path = "private/vault/clients/c-7f3k/2026-11-24-0930.md.age";
    let mut sealed = std::fs::read(practice.path(path)).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    practice.put(path, sealed);
    assert_snapshot!(practice.run(&["vault", "show", "c-7f3k"]), @"
    --- stderr
    error: the note is damaged: it is not what was sealed
    hint: Restore the file from a backup; casenotes has changed nothing.
    --- exit Some(2)
    ");
}

#[test]
fn a_plaintext_file_in_the_vault() {
    let practice = Practice::with_client();
    practice.put("private/vault/thoughts.md", "The tram again.\n");
    assert_snapshot!(practice.run(&["validate"]), @"
    error[VT006]: this does not belong in the vault
      --> private/vault/thoughts.md:1:1

    --- stderr
    Checked 0 progress notes and the outside of 0 sealed notes: 1 error, 0 warnings.
    hint: `casenotes rules VT006` says more about a rule.
    --- exit Some(1)
    ");
}

#[test]
fn an_identity_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let practice = Practice::with_client();
    let key = practice.path("home/.config/casenotes/identity.age");
    std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_snapshot!(practice.run(&["list"]), @"
    --- stderr
    error: the identity [ROOT]/home/.config/casenotes/identity.age can be read by others (mode 0644)
    hint: Run `chmod 600 [ROOT]/home/.config/casenotes/identity.age`.
    --- exit Some(2)
    ");
}

#[test]
fn a_whole_record_for_a_payer() {
    let args = ["export", "c-7f3k", "--basis", "payment", "--to", "Acme", "--purpose", "claim"];
    assert_snapshot!(Practice::with_note().run(&args), @"
    --- stderr
    error: a whole record does not leave for `payment` without a justification (45 CFR 164.502(b), 164.514(d)(5))
    hint: Name the notes or the days that are needed, or say with `--justification` why all of it is.
    --- exit Some(2)
    ");
}

#[test]
fn a_session_that_a_plan_may_not_have() {
    let practice = Practice::with_note();
    practice.ok(&["edit", "c-7f3k", "--set", "self_pay_restricted=true"]);
    let terms = ["--basis", "payment", "--to", "Acme", "--purpose", "claim"];
    assert_snapshot!(practice.run(&[&["export", "c-7f3k/2026-11-20"], &terms[..]].concat()), @"
    --- stderr
    error: `c-7f3k/2026-11-20-1400-dap` does not leave: it is restricted as paid for out of pocket, so it never goes to a health plan (45 CFR 164.522(a)(1)(vi))
    hint: Leave it out; or take the client's authorization for it, or give `--no-plan` if the recipient is no health plan, as a profile with `plan = false` does.
    --- exit Some(2)
    ");
}

#[test]
fn a_couple_of_whom_one_has_not_agreed() {
    let practice = Practice::with_note();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "members=Ana Example; Ben Sample"]);
    let args = ["export", "c-7f3k", "--basis", "individual", "--to", "Ana Example"];
    assert_snapshot!(practice.run(&args), @"
    --- stderr
    error: 1 of the 2 members of this record have not agreed
    hint: Give the `--authorization` of each of them; `members` in the client file says who they are. For access of one of them, name notes of sessions with that member alone, or say with `--decision` what the practice has decided in writing (45 CFR 164.524(d)(1)).
    --- exit Some(2)
    ");
}

#[test]
fn an_authorization_that_was_revoked() {
    let practice = Practice::with_note();
    practice.authorize(AUTHORIZATION);
    practice.ok(&["authorization", "revoke", "c-7f3k", "--on", "yesterday"]);
    assert_snapshot!(practice.run(&["export", "c-7f3k", "--authorization", "2026-11-24-0930"]), @"
    --- stderr
    [ROOT]/chart/clients/c-7f3k/authorizations/2026-11-24-0930.toml:16:11: the authorization was revoked (45 CFR 164.508(b)(2)(iii))
    error: the authorization `c-7f3k/2026-11-24-0930` does not allow this: 1 fault
    hint: An authorization lets out what it says, to whom it says and while it stands (45 CFR 164.508(b)(2)): give what it says, get a new one signed, or mend the file if the paper says otherwise.
    --- exit Some(2)
    ");
}

//! The phrases with which a text speaks of the session itself: how long, where, who was there, what for.

use crate::text::lexicon::Topic;

/// The phrases by what they are a sign of.
pub const LISTS: &[(Topic, &str)] = &[
    (Topic::Length, "\
min, mins, minute, minutes, hr, hrs, hour, hours, half-hour, session time, time in, start time
end time, seen, met, we met, session began, session started, session ended, session finished"),
    (Topic::Distance, "\
telehealth, telemedicine, teletherapy, video, zoom, telephone, phone, audio-only, audio only, virtual, virtually
remote, remotely, facetime, skype, online, webcam, doxy, teams"),
    (Topic::Presence, "\
in the office, in my office, in-office, office visit, at the office, in person, in-person, face to face, face-to-face
in the consulting room, across from me, across from the clinician, across from the therapist, home visit
in the clinic, at the clinic, in clinic, on site, on-site, seen at home, at the client's home, in the client's home"),
    (Topic::Attendance, "\
did not attend, didn't attend, did not show, didn't show, no show, no-show, no showed, no-showed, failed to attend
did not come, did not arrive, never arrived, did not keep, missed the appointment, missed the session
missed today's, cancelled, canceled, dna, family session, family therapy session, couple session, couples session
couple's session, couples therapy session, marital session, group session, group therapy session, conjoint session
joint session, family meeting, without the client, without client, client not present, client was not present
client absent, client was absent, client stayed, client remained, client waited, client did not join, not in the room
patient not present, patient was not present, patient absent, patient stayed, patient did not join, pt not present
cl not present, couple seen, both partners, both parents, seen together, seen with, attended together, came alone
individual session, seen alone, seen individually, parents alone"),
    (Topic::DiagnosisWord, "\
dx, diagnosis, diagnoses, diagnostic impression, diagnosed, meets criteria for, meets full criteria for, disorder
=MDD, =GAD, =PTSD, =OCD, =ADHD, =BPD, =BPAD, =AUD, =OUD, schizophrenia, agoraphobia, dysthymia, insomnia, anorexia
bulimia, cyclothymia, bipolar, social phobia"),
    (Topic::ServiceDay, "\
date of service, dos, date of session, session date, date of visit, date of contact, today's date, date seen, today is"),
];

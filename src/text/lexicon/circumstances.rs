//! The phrases with which a text speaks of the session itself: how long, where, who was there, what for.

use crate::text::lexicon::Topic;

/// The phrases by what they are a sign of.
pub const LISTS: &[(Topic, &str)] = &[
    (Topic::Length, "\
min, mins, minute, minutes, hr, hrs, hour, hours, half-hour, session time, time in, start time
end time, seen, met, we met, clock, session began, session started, session ended, session finished"),
    (Topic::Distance, "\
camera, on screen, on-screen, telehealth, telemedicine, teletherapy, video, zoom, telephone, phone, audio-only, audio only, virtual, virtually
remote, remotely, facetime, skype, online, webcam, doxy, teams"),
    (Topic::Presence, "\
in the office, in my office, in-office, office visit, at the office, in person, in-person, face to face, face-to-face
in the consulting room, across from me, across from the clinician, across from the therapist, home visit
in the clinic, at the clinic, in clinic, on site, on-site, seen at home, at the client's home, in the client's home, visited, session took place, session was held, session held, session was, saw him, saw her, saw them, saw client, saw pt
met him, met her, met client, on the ward, on ward, at the hospital, in hospital, in the hospital
at school, at the school, at the shelter, at the farm, at the library, in the park, bedside, at the jail, in jail, at home
nursing home, group home, emergency department, emergency room, in the kitchen, outdoors, walk-and-talk, in custody"),
    (Topic::Attendance, "\
did not attend, didn't attend, did not show, didn't show, no show, no-show, no showed, no-showed, did not log on, did not connect, did not join, did not pick up, did not take place, no answer
called to cancel, rang to cancel, texted to cancel, called to reschedule, group of, group members, group topic
members present, members attended, parents seen, parent session, parents' session, collateral session, the couple, nobody came, no one came, failed to attend
did not come, did not arrive, never arrived, did not keep, missed the appointment, missed the session
missed today's, cancelled, canceled, dna, family session, family therapy session, couple session, couples session
couple's session, couples therapy session, marital session, group session, group therapy session, conjoint session
joint session, family meeting, without the client, without client, client not present, client was not present
client absent, client was absent, client stayed, client remained, client waited, client did not join, not in the room
patient not present, patient was not present, patient absent, patient stayed, patient did not join, pt not present
cl not present, couple seen, both partners, both parents, seen together, seen with, attended together, came alone
individual session, seen alone, seen individually, parents alone"),
    (Topic::DiagnosisWord, "\
dx, diagnosis, diagnoses, diagnostic impression, diagnosed, meets criteria for, meets full criteria for, meet criteria for, met criteria for, meet full criteria for, met full criteria for, meeting criteria for
treated for, in treatment for, treatment for, disorder
=MDD, =GAD, =PTSD, =OCD, =ADHD, =BPD, =BPAD, =AUD, =OUD, schizophrenia, agoraphobia, dysthymia, insomnia, anorexia
bulimia, cyclothymia, bipolar, social phobia"),
    (Topic::ServiceDay, "\
date of service, dos, date of session, session date, date of visit, date of contact, today's date, date seen, today is, session of, session on, seen today, seen on, met on, met today, note for, note of, visit of
visit on, contact on, appointment of, today's session, this session"),
];

//! The phrases. `word*` is a beginning, `=Word` is written just so.
//!
//! Lists that show that something is there are wide, so that real notes pass; lists that find fault
//! are narrow, so that good notes are left alone.

use std::sync::LazyLock;

use crate::text::lexicon::{Topic, circumstances};

/// What a phrase is a sign of, how it is written, and what to write instead.
pub type ListedPhrase = (Topic, &'static str, Option<&'static str>);

/// Returns every phrase with what it is a sign of, and what to write instead.
pub fn all() -> &'static [ListedPhrase] {
    &PHRASES
}

static PHRASES: LazyLock<Vec<ListedPhrase>> = LazyLock::new(|| {
    let mut all: Vec<ListedPhrase> = Vec::new();
    for (topic, words) in LISTS.iter().chain(circumstances::LISTS) {
        all.extend(
            words.lines().flat_map(|line| line.split(", ")).map(|word| (*topic, word, None)),
        );
    }
    for (topic, list) in WITH_ADVICE {
        all.extend(list.iter().map(|(word, instead)| (*topic, *word, Some(*instead))));
    }
    all.extend(
        DEEDS.lines().flat_map(|line| line.split(", ")).map(|deed| (Topic::Deed, deed, None)),
    );
    for feeling in FEELINGS.split(", ") {
        for owner in ["i felt", "i was", "i feel", "i am"] {
            all.push((Topic::Countertransference, format!("{owner} {feeling}").leak(), None));
        }
    }
    all
});

/// Tells whether a word is one for the clinician.
pub fn is_actor(word: &str) -> bool {
    ACTORS.iter().any(|actor| actor.eq_ignore_ascii_case(word))
}

const ACTORS: &[&str] = &[
    "clinician",
    "therapist",
    "writer",
    "counselor",
    "facilitator",
    "facilitators",
    "provider",
    "leader",
    "i",
    "we",
];

const DEEDS: &str = "\
addressed, administered, asked, assessed, assigned, assisted, built, challenged, coached, collaborated
completed, conducted, connected, created, demonstrated, developed, discussed, drew, elicited, encouraged
explored, facilitated, focused, framed, gave, guided, helped, identified, interrupted, introduced, invited
labeled, led, linked, mapped, modeled, modelled, named, normalized, normalised, offered, outlined, paced
planned, practiced, practised, processed, prompted, provided, redirected, reflected, reframed, rehearsed
reinforced, reviewed, set, slowed, suggested, summarized, summarised, supported, taught, traced, used
utilized, validated, walked, worked";

const FEELINGS: &str = "annoyed, bored, drawn, irritated, frustrated, attracted, repelled, disgusted, intimidated, overwhelmed, angry, sleepy, protective";

const LISTS: &[(Topic, &str)] = &[
    (Topic::Intervention, "\
=CBT, =CBT-I, =DBT, =ACT, =EMDR, =MI, =EFT, =IFS, =ERP, =CPT, =PE, =SFBT, =IPT, =TF-CBT, =PCIT, =MBCT, =MBSR
cognitive behavioral*, cognitive-behavioral*, cognitive behavioural*, dialectical, acceptance and commitment
motivational interview*, emotionally focused, emotion-focused, internal family systems, parts work
response prevention, cognitive processing, prolonged exposure, solution-focused, solution focused
narrative therapy, narrative technique*, psychodynamic, interpersonal, schema*, genogram*, play therapy
sand tray, art therapy, family systems, trauma-focused, attachment-based, person-centered, client-centered
existential, gestalt, somatic, biofeedback, hypnosis
cognitive restructuring, restructur*, socratic, exposure*, behavioral activation, behavioural activation
grounding, thought record*, thought log*, chain analys*, role-play*, role play*, roleplay*, psychoeducat*
problem-solving, problem solving, validat*, reflective listening, reflection*, reframe*, reframing, mindful*
relaxation, paced breathing, diaphragmatic, breathing exercise*, breathing retraining, safety plan*
safety planning, decisional balance, scaling question*, miracle question, exception question*
behavioral experiment*, activity schedul*, activity monitoring, sleep restriction, stimulus control
sleep hygiene, sleep window, worry period, worry time, assertive*, communication skill*, social skill*
distress tolerance, emotion regulation, interpersonal effectiveness, opposite action, wise mind
radical acceptance, defusion, values clarification, values work, imagery, imaginal, bilateral stimulation
resourcing, body scan, empty chair, two-chair, active listening, empathic*, supportive*, normaliz*
normalis*, coaching, skills training, contingency, parent training, parent coaching, circular question*
externaliz*, externalis*, relapse prevention, urge surfing, habit reversal, hierarchy, exposure ladder
life review, grief work, homework review, feedback, interoceptive, cost-benefit, self-compassion
downward arrow, guided discovery, boundary, boundaries, speaker-listener, time-out, reward chart, token"),
    (Topic::Response, "\
respond*, response, engaged, engagement, receptive, able to, unable to, demonstrat*, practiced, practised
identified, identifies, reported relief, reports relief, reported benefit, tearful, declined, struggled, insight
verbaliz*, verbalis*, recogniz*, recognis*, noticed, expressed, agreed, accepted, participat*, took part
takes part, completed, rated, stayed, tolerated, hesita*, resist*, acknowledg*, was open, open to, concluded
tried, followed, relief, calmer, settled, laughed, named, connected, questioned, reworded, rehearsed, learned
recorded, chose, decided, attempted, repeated, applied, shared, listened, withdrew, quiet, cooperative
cooperated, attentive, understood, understanding, progress*, benefit*, improv*, willing, reluctan*
skeptic*, curious, surprised, smiled, wept, cried, found, drew, wrote, stated, reported, distress fell, eased
returned, accepts, contributed, gave feedback, worked, kept, managed, used"),
    (Topic::NextStep, "\
next session*, next appointment*, next meeting*, next visit*, next week*, next time, next focus, next step*
homework, will, continue*, follow up, follow-up, followup, referr*, refer, refers, weekly, biweekly, fortnightly
every two weeks, every other week, every week, monthly, twice a week, in one week, in two weeks, in three weeks
scheduled, appointment*, between sessions, return*, plan to, plans to, reassess*, revisit*, assigned, to practice
before the next, until then, call, calls"),
    (Topic::Risk, "\
suicid*, self-harm*, self harm*, self-injur*, homicid*, =SI, =HI, =SI/HI, =SIB, harm to others, harming others
harm others, harm anyone, harming anyone, hurting herself, hurting himself, hurting themselves, hurting anyone
wish to die, wishes to die, wanting to die, want to die, thoughts of death, thoughts of dying, violent thoughts
violence, safe at home, danger*, safety plan*, safety concern*, safety was, risk, risks, lethal means, firearm*
harming herself, harming himself, harming themselves, harming themself, harm himself, harm herself, harm themselves"),
    (Topic::RiskPresent, "\
endorses suicid*, endorsed suicid*, endorses si, endorsed si, endorses passive suicid*, endorsed passive suicid*
endorses active suicid*, endorsed active suicid*, endorses passive si, endorsed passive si, endorses homicid*
endorsed homicid*, endorses thoughts of suicide, endorsed thoughts of suicide, endorses thoughts of killing*
reports suicid*, reported suicid*, reports si, reported si, reports homicid*, reported homicid*
reports thoughts of suicide, reported thoughts of suicide, reports thoughts of killing*, reports passive suicid*
reported passive suicid*, reports active suicid*, reported active suicid*, admits suicid*, admitted suicid*
discloses suicid*, disclosed suicid*, reports wanting to die, reported wanting to die"),
    (Topic::RiskAction, "\
safety plan*, consult*, lethal means, means counsel*, means restriction, means safety, 988, crisis line, lifeline
emergency, hospital*, notif*, higher level of care, check-in, check in, welfare check, mobile crisis, admission
admitted, warm handoff, escort*, locked, removed, handed over, supervisor, psychiatr*, increased frequency
twice a week, twice weekly, daily contact, call tomorrow, crisis plan*, safe storage, stays with, will stay"),
    (Topic::Need, "\
symptom*, anxi*, depress*, panic*, mood, sleep*, worr*, fear*, avoid*, impair*, difficult*, distress*, irritab*
fatigue*, tired*, concentrat*, appetite, hopeless*, grief, griev*, nightmare*, flashback*, hypervigil*, anger
angry, urge*, craving*, conflict*, stress*, sad, sadness, sadly, low energy, isolat*, withdraw*, withdrew, interfer*, function*
diagnos*, disorder*, tearful, guilt*, shame*, asham*, lonel*, tension, tense, obsess*, compuls*, pain, insomnia
drink*, attack*, trigger*, problem*, overwhelm*, restless*, agitat*, trauma*, startle*, numb*, self-critic*
perfection*, procrastinat*, inattent*, distract*, impuls*, tantrum*, outburst*, quarrel*, argument*, arguing, loss
limits, limited, limit, struggl*, ruminat*, binge*, purg*, restrict*, checking, washing, hoard*, stutter*, tic"),
    (Topic::Telehealth, "\
telehealth, video platform, video session, secure video, videoconferenc*, audio-only, by video, hipaa
confidential*, informed consent, consented to, identity was verified, verified identity, emergency contact"),
    (Topic::Speculation, "\
i suspect, i wonder if, i wonder whether, i wondered if, i wondered whether, my hunch, gut feeling
reading between the lines, must be lying, must be hiding, probably lying, is probably hiding
probably has borderline, probably has bipolar, probably has autism, probably borderline, probably bipolar
probably autistic, probably a narcissist, i have a feeling, my guess is, deep down, secretly wants"),
    (Topic::Countertransference, "\
countertransference, counter-transference, i found myself, my own reaction*, my own feelings
reminds me of, reminded me of, my irritation, my annoyance"),
    (Topic::Process, "\
transference, enactment*, unconscious wish*, unconscious motive*, bring to supervision, take to supervision
note to self, dream interpretation, projective identification, unconsciously wants"),
    (Topic::Conclusion, "\
was abused by, was assaulted by, was raped by, was molested by, assaulted her, assaulted him, assaulted them
abused her, abused him, abused them, molested her, molested him, is lying, was lying, lied about, lied to
is faking, was faking, is malingering"),
    (Topic::Absolute, "always, never, cured, no risk"),
    (Topic::Relation, "\
partner, husband, wife, spouse, boyfriend, girlfriend, fiancé, fiancée, fiance, fiancee, ex-husband, ex-wife
ex-partner, ex, mother, father, mom, mum, dad, brother, sister, son, daughter, stepson, stepdaughter
stepfather, stepmother, aunt, uncle, cousin, niece, nephew, grandmother, grandfather, friend, boss, manager
supervisor, coworker, co-worker, colleague, neighbor, neighbour, roommate, landlord, landlady, teacher
coach, classmate, mother-in-law, father-in-law, sister-in-law, brother-in-law"),
    (Topic::Vague, "\
client doing well, client is doing well, doing well, provided support, provided supportive therapy
processed feelings, processed emotions, discussed things, discussed issues, discussed stressors
continue treatment, continue therapy, continue plan, continue as planned, same as last week, same as last time
same as last session, no change, no changes, no new concerns, nothing new, n/a, na, tbd, see above, see last note
as above, as before, good session, client talked about week, supportive therapy provided, none, will follow"),
    (Topic::NextVisit, "\
next session, next appointment, next meeting, next visit, see client again, return visit, follow-up on, scheduled for
next appt, next app, next sess, next f/u, next follow-up, next follow up, next contact, next seen, rtc
return to clinic, returns on, return on, returning on, will return, back on, meet again, meets again, meeting again
see again, seen again, see them again, see her again, see him again, f/u on, f/u, follow up on, follow-up visit
follow-up appointment, follow-up session, follow-up scheduled, next scheduled, scheduled, rescheduled for, rescheduled to, booked for, booked in for, next in
appointment on, appt on, appointment for, appt for, to return, review on, reviewed again on, will be seen"),
    (Topic::Attribution, "\
client reports, reports, reported, client states, states, stated, describes, described, says, said, told, tells
according to, alleges, alleged, discloses, disclosed, recalls, recalled, shares, shared, believes, believed, feels
per client, recounts, recounted, denies, denied, explained, explains, mentioned, mentions, noted that, client's account
worries, worried, fears, feared, expressed, thinks, thought, suspects, suspected, remembers, remembered, indicated"),
    (Topic::Negation, "\
denies, denied, denying, no, not, without, never, none, neither, history of, past, previous, previously, former
last year, years ago, in adolescence, as a teenager, since then none, no longer, if client, should client, negative for"),
];

const WITH_ADVICE: &[(Topic, &[(&str, &str)])] = &[
    (
        Topic::Outdated,
        &[
            ("axis i", "Name the diagnosis with its ICD-10-CM code; DSM-5 has no axes."),
            ("axis ii", "Name the diagnosis with its ICD-10-CM code; DSM-5 has no axes."),
            ("axis iii", "Name the medical condition; DSM-5 has no axes."),
            ("axis iv", "Name the circumstance; DSM-5 has no axes."),
            (
                "axis v",
                "Describe functioning in words, or by a measure such as WHODAS 2.0; DSM-5 has no axes.",
            ),
            ("=GAF", "Describe functioning in words, or by a measure such as WHODAS 2.0."),
            (
                "no-suicide contract*",
                "Make a safety plan: there is no evidence for such contracts.",
            ),
            (
                "no suicide contract*",
                "Make a safety plan: there is no evidence for such contracts.",
            ),
            (
                "contracted for safety",
                "Make a safety plan: there is no evidence for such contracts.",
            ),
            (
                "contracts for safety",
                "Make a safety plan: there is no evidence for such contracts.",
            ),
            ("contract for safety", "Make a safety plan: there is no evidence for such contracts."),
        ],
    ),
    (
        Topic::Judgment,
        &[
            ("manipulative", "Say what the client did, and what for if it is known."),
            ("attention-seeking", "Say what the client did, and what need it may serve."),
            ("attention seeking", "Say what the client did, and what need it may serve."),
            ("drug-seeking", "Say what was asked for and how."),
            ("drug seeking", "Say what was asked for and how."),
            ("hysterical", "Say what you saw: crying, loud voice, fast speech."),
            ("combative", "Say what the client said or did."),
            ("lazy", "Say what was not done and what stood in the way."),
            ("committed suicide", "Write \"died by suicide\"."),
            ("commit suicide", "Write \"end his or her life\" or \"die by suicide\"."),
            ("failed attempt*", "Write \"survived an attempt\" or \"attempt\"."),
            ("failed suicide attempt*", "Write \"survived an attempt\" or \"suicide attempt\"."),
            ("frequent flyer*", "Say how often and for what the client came."),
            (
                "non-compliant",
                "Say what was not done and why: \"did not complete\", \"stopped taking\".",
            ),
            (
                "noncompliant",
                "Say what was not done and why: \"did not complete\", \"stopped taking\".",
            ),
        ],
    ),
    (
        Topic::MildJudgment,
        &[
            ("refused", "\"Declined\" says the same without blame."),
            ("refuses", "\"Declines\" says the same without blame."),
        ],
    ),
];

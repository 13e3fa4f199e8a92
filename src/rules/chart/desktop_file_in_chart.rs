//! CT008: what a desktop or a synchronising program keeps in the chart.

use crate::domain::stray::StrayKind;
use crate::rules::rule::{Report, rule};

rule!("CT008", "desktop-file-in-chart", Info, "desktop_file_in_chart.md", Stray(check));

fn check(subject: &StrayKind, report: &mut Report<'_>) {
    if *subject == StrayKind::Desktop {
        report.whole("this is the desktop's own or a synchronising program's", None);
    }
}

//! Google's transparency bundle, `google-political-ads-advertiser-stats.csv`: Advertiser_ID, Advertiser_Name,
//! Public_IDs_List, Regions, Elections, Total_Creatives, and what was spent in one column a currency. Currencies come
//! and go, so they are read by the beginning of their names.
//!
//! That somebody advertises is no fact the dataset has a field for; the proposal ties the public id to a body, for
//! whoever looks for its register entry.

use super::Source;
use super::input::ImportError;
use super::proposal::{Folder, Proposals};
use super::table::Table;

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for Source { input, text } in sources {
        let table = Table::read(
            input,
            text,
            b',',
            &[&["Advertiser_ID"], &["Advertiser_Name"], &["Public_IDs_List"]],
        )?;
        for line in &table.shifted {
            proposals
                .leave_out("a row with another number of columns than the header", format!("line {line}"));
        }
        for row in table.rows() {
            let (id, name) = (row.get(&["Advertiser_ID"]), row.get(&["Advertiser_Name"]));
            if id.is_empty() || name.is_empty() {
                proposals.leave_out("a row without id or name", format!("line {}", row.line));
                continue;
            }
            // One region is where it advertises, and as a rule where it is; several say nothing.
            let regions = row.get(&["Regions"]);
            let mut facts = vec![format!("Advertiser {id}")];
            for (what, column) in
                [("public ids", "Public_IDs_List"), ("regions", "Regions"), ("elections", "Elections")]
            {
                let value = row.get(&[column]);
                if !value.is_empty() {
                    facts.push(format!("{what} {value}"));
                }
            }
            let country = crate::source::country::code(regions);
            let Some((_, advertiser)) = proposals.record(Folder::Entities, name, country) else { continue };
            advertiser.remark(facts.join("; "));
        }
    }
    Ok(())
}

use crate::Result;

pub(crate) fn task(_: &[String]) -> Result {
    Ok(())
}

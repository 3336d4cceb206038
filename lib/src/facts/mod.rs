//! What a build means.
use std::marker::PhantomData;
/// Facts.
#[derive(Debug, Default)]
pub struct Facts<'a> {
    marker: PhantomData<&'a ()>,
}

//! From one stage to several: which command belongs to the build, which to the runtime, what crosses over; one module an
//! ecosystem.

pub mod python;

//! Hand-built virtual programs through the lowering.

#pragma once

/// From now on memory that is given back is overwritten; see CWiping.c. To be called before other threads begin.
///
/// Not from the start, because programs that are only linked with this, such as tests, have nothing to hide.
void slots_wipe_freed_memory(void);

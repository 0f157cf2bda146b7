#pragma once

// Nothing to call: whatever is linked with this overwrites memory that it gives back. See CWiping.c.

when B has {bg:light}: The profile is a map. A field is a type of its own: here a register.
@50ms The link is cut.
when A has {bg:dark}: Client 1 changes the background on **A**.
when B has {cart:{milk}}: Client 2 adds a cart on **B**, and removes the background.
when A has {bg:dark,cart:{milk}}: Both come together. The removal took away the background that it had seen, light, and not the new one.
source Brown et al., *Riak DT Map*, 2014; DDIA, chapter 5, “Automatic Conflict Resolution”.

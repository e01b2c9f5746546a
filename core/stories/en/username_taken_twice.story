@8ms Two clients want the username **kim**. Each asks the leader beside it: nobody has it.
when c1 is told ok: Client 1 takes it at the leader **A**.
when c2 is told ok: Client 2 takes it at the leader **B**, which does not know of the other account.
when A loses account-1: The writes meet. They are *concurrent*, and the last one wins: Client 1 loses a name that it was told is its own. Had both been kept, two accounts would share it.
when c1 is told ok for lee: From now on each record has one leader. That of **lee** is A, where Client 1 takes it.
when c2 reads account-1: Client 2 was refused at B and sent to A, which knows: the name is taken. A username is unique only if one leader takes all writes to it.
try Turn off the homes, under “Conflicts”, before Client 2 writes **lee**.
source DDIA, chapter 5, “Conflict avoidance”; chapter 9, “Constraints and uniqueness guarantees”.

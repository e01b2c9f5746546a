//! Several leaders: their links, their plugs, and their conflicts.

use replicarium::id::NodeId;

pub fn grip(node: NodeId) -> String {
    format!("Drag to another leader: {node} ships its log to it, or no more if it does already.")
}

pub fn plug(node: NodeId, out: bool) -> String {
    match out {
        false => {
            format!("Pull the plug of {node}: it reaches no other node; clients still reach it")
        }
        true => format!("Plug {node} in: its links to the other nodes are healed"),
    }
}

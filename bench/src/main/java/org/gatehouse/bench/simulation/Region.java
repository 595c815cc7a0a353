package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.List;

/// Sites whose clients may come to each other: databases are moved, and their clients sent, within one. Its members
/// tell each other what is used of budgets. A small world is one region.
final class Region {
    final List<Member> members = new ArrayList<>();
    final List<BalancerHost> balancers = new ArrayList<>();
    final Board board = new Board();
}

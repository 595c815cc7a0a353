package org.gatehouse.edge.balancer;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which member each bucket of client addresses belongs to: the same for every balancer that has the same members
/// up, so that clients find their server when one balancer takes over from another.
///
/// Each bucket goes to the member that scores highest for it (rendezvous hashing): when a member goes, its buckets are
/// spread over the others, and no other bucket moves. Members are known by their addresses, however they are called.
///
/// @param buckets a member for each of [SourceHash#BUCKETS]; empty when no member takes connections
public record Placement(List<Member> buckets) {
    public Placement {
        buckets = List.copyOf(buckets);
    }

    /// @param members those that take connections, in any order
    public static Placement over(Collection<Member> members) {
        return new Placement(members.isEmpty() ? List.of() : IntStream.range(0, SourceHash.BUCKETS)
                .mapToObj(bucket -> members.stream().max(preference(bucket)).orElseThrow()).toList());
    }

    /// Where a bucket would rather be comes last.
    static Comparator<Member> preference(int bucket) {
        return Comparator.<Member>comparingLong(member -> score(bucket, member.address().getAddress()))
                .thenComparing(Member::name);
    }

    public Optional<Member> of(int bucket) {
        return buckets.isEmpty() ? Optional.empty() : Optional.of(buckets.get(bucket));
    }

    /// FNV-1a over the address, then the finish of splitmix64 for each bucket.
    private static long score(int bucket, byte[] address) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : address) {
            hash = (hash ^ octet & 0xff) * 0x100000001b3L;
        }
        long mixed = hash + (bucket + 1) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return (mixed ^ mixed >>> 31) & Long.MAX_VALUE;
    }
}

-- What the proof of the journal reads and keeps.

-- name: copy_rows
-- The canonical bytes of a stretch of the journal: after_seq < seq <= last_seq.
copy (
  select seq, debit, credit, amount, pending, ref, debit_prev, credit_prev, debit_posted, debit_held, credit_posted, credit_held, posted_at,
         expires_at, id, command, tenant, code, value_date, kind, flags
  from ledger.transfer where tenant = %(tenant)s and seq > %(after_seq)s and seq <= %(last_seq)s order by seq
) to stdout (format binary);

-- name: details
-- The details of a stretch of the journal, in order.
select seq, body from ledger.transfer_detail where tenant = %(tenant)s and seq > %(after_seq)s and seq <= %(last_seq)s order by seq;

-- name: one_sealer_at_a_time
-- Wait for whoever else seals this tenant's journal.
select pg_advisory_xact_lock(7305073, %(tenant)s);

-- name: seal_position
-- The lane's last transfer, and the newest tree head if there is one.
select l.seq, h.size, h.root, h.note, h.verifier, ledger.us(h.sealed_at)
from ledger.lane l left join lateral (
  select * from ledger.tree_head t where t.tenant = l.tenant order by t.size desc limit 1
) h on true
where l.tenant = %(tenant)s;

-- name: tree_head
-- The tree head of one size.
select size, root, note, verifier, ledger.us(sealed_at) from ledger.tree_head where tenant = %(tenant)s and size = %(size)s;

-- name: tree_heads
-- The tree heads of a range of sizes, the smallest first.
select size, root, note, verifier, ledger.us(sealed_at) from ledger.tree_head
where tenant = %(tenant)s and size > %(after_size)s and size <= %(last_size)s order by size;

-- name: tile
-- The hashes of one tile.
select hashes from ledger.tile where tenant = %(tenant)s and level = %(level)s and index = %(index)s;

-- name: tiles
-- A stretch of tiles of one level, in order.
select index, hashes from ledger.tile where tenant = %(tenant)s and level = %(level)s and index >= %(first)s and index <= %(last)s
order by index;

-- name: save_tiles
-- New tiles and wider ones.
insert into ledger.tile (tenant, level, index, width, hashes)
select %(tenant)s, t.level, t.index, length(t.hashes) / 32, t.hashes
from unnest(%(levels)s::int2[], %(indexes)s::int8[], %(hashes)s::bytea[]) as t (level, index, hashes)
on conflict (tenant, level, index) do update set width = excluded.width, hashes = excluded.hashes;

-- name: save_tree_head
-- A signed state of the tree.
insert into ledger.tree_head (tenant, size, root, note, verifier, sealed_at)
values (%(tenant)s, %(size)s, %(root)s, %(note)s, %(verifier)s, ledger.at(%(sealed_at_us)s));

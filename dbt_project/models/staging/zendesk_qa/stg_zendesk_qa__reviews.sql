-- A page repeats a review whenever it changes. Its own stamp decides, not that of the conversation, which a new score leaves as it was.
{{ latest_version(ref('stg_zendesk_qa__review_versions'), ['review_id'], ['updated_at desc nulls last', '_file_time desc nulls last']) }}

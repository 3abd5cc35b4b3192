{%- set component = "(select *, element_number as component_number from " ~ ref('stg_coop__decision_components') ~ ") as components" -%}

{{ stage_children(component, 'actions', columns={
    'action_id': ['id', 'text'],
}, parent_columns=['review_decision_id', 'component_number']) }}

package mapping

/// Where an invocation stands in its trace: the header `X-Amzn-Trace-Id`, which Lambda hands to
/// the function and the AWS SDK sends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TraceHeader {
    /// The trace: `1-5bef4de7-ad49b0e87f6ef6c87fc2e700`.
    pub(crate) root: String,
    /// The segment that our subsegments hang from: 16 hexadecimal digits.
    pub(crate) parent: String,
    /// Whether X-Ray keeps this trace.
    pub(crate) sampled: bool,
}

impl TraceHeader {
    /// Reads `Root=…;Parent=…;Sampled=1`; other keys are let pass. A header without a root is
    /// none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let value = |key: &str| {
            let mut pairs = text.split(';').filter_map(|pair| pair.trim().split_once('='));
            pairs.find_map(|(name, value)| (name == key).then_some(value))
        };
        let root = value("Root").filter(|root| is_id(root))?.to_owned();
        let parent = value("Parent").filter(|parent| is_id(parent)).unwrap_or_default().to_owned();
        let sampled = value("Sampled") == Some("1") && !parent.is_empty();
        Some(Self { root, parent, sampled })
    }
}

fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_in_any_order() {
        let header = TraceHeader::parse(
            "Lineage=a:1;Sampled=1; Parent=53995c3f42cd8ad8;Root=1-5759e988-bd862e3fe1be46a994272793",
        );
        let header = header.unwrap();
        assert_eq!(header.root, "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!(header.parent, "53995c3f42cd8ad8");
        assert!(header.sampled);
    }

    #[test]
    fn nothing_is_sent_for_a_trace_that_is_not_kept_or_has_no_parent() {
        assert!(
            !TraceHeader::parse("Root=1-5759e988-bd86;Parent=53995c3f;Sampled=0").unwrap().sampled
        );
        assert!(!TraceHeader::parse("Root=1-5759e988-bd86;Sampled=1").unwrap().sampled);
        assert_eq!(TraceHeader::parse("Root=\"; DROP"), None);
        assert_eq!(TraceHeader::parse(""), None);
    }
}

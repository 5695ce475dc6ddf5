//! What is sent.

use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, InferenceConfiguration, JsonSchemaDefinition, Message,
    OutputConfig, OutputFormat, OutputFormatStructure, OutputFormatType, SpecificToolChoice,
    SystemContentBlock, Tool, ToolChoice, ToolConfiguration, ToolInputSchema, ToolSpecification,
};
use oma_core::ports::ChatRequest;
use oma_core::strict::{self, Dialect};
use oma_core::{Error, Result};

use super::document;

/// What brings the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// The text, held to the schema by Bedrock.
    TextFormat,
    /// The input of the only tool, which the model must call.
    Tool,
}

/// Families that can be made to call a tool and cannot be held to a format of text. The list of
/// those that can be is long and grows, so it is the rule.
const BY_TOOL: &[&str] = &["amazon.nova", "anthropic.claude-3", "mistral.mistral-large"];

/// What brings the answer of a model.
pub(super) fn carrier(model: &str) -> Carrier {
    // Of an ARN and of an inference profile (`eu.amazon.nova-lite-v1:0`) the family is a part.
    if BY_TOOL.iter().any(|family| model.contains(family)) {
        Carrier::Tool
    } else {
        Carrier::TextFormat
    }
}

pub(super) fn system(request: &ChatRequest) -> Vec<SystemContentBlock> {
    vec![SystemContentBlock::Text(request.system.clone())]
}

pub(super) fn messages(request: &ChatRequest) -> Result<Vec<Message>> {
    let message = |from_model: bool, text: &str| {
        let role = if from_model { ConversationRole::Assistant } else { ConversationRole::User };
        let content = ContentBlock::Text(text.to_owned());
        Message::builder().role(role).content(content).build().map_err(Error::internal)
    };
    request.messages.iter().map(|said| message(said.from_model, &said.text)).collect()
}

pub(super) fn inference(request: &ChatRequest) -> InferenceConfiguration {
    // A temperature of thousandths is far from where floats lose digits.
    #[allow(clippy::cast_precision_loss)]
    let temperature = request.temperature_milli as f32 / 1000.0;
    let most = i32::try_from(request.max_output_tokens).unwrap_or(i32::MAX);
    InferenceConfiguration::builder().max_tokens(most).temperature(temperature).build()
}

pub(super) fn text_format(request: &ChatRequest) -> Result<OutputConfig> {
    let schema = strict::schema(&request.schema, Dialect::Shapes).to_string();
    let definition = JsonSchemaDefinition::builder()
        .name(&request.schema_name)
        .schema(schema)
        .build()
        .map_err(Error::internal)?;
    let format = OutputFormat::builder()
        .r#type(OutputFormatType::JsonSchema)
        .structure(OutputFormatStructure::JsonSchema(definition))
        .build()
        .map_err(Error::internal)?;
    Ok(OutputConfig::builder().text_format(format).build())
}

pub(super) fn only_tool(request: &ChatRequest) -> Result<ToolConfiguration> {
    let schema = strict::schema(&request.schema, Dialect::Shapes);
    let tool = ToolSpecification::builder()
        .name(&request.schema_name)
        .description("Takes the whole answer.")
        .input_schema(ToolInputSchema::Json(document::from_json(&schema)))
        .build()
        .map_err(Error::internal)?;
    let choice = SpecificToolChoice::builder()
        .name(&request.schema_name)
        .build()
        .map_err(Error::internal)?;
    ToolConfiguration::builder()
        .tools(Tool::ToolSpec(tool))
        .tool_choice(ToolChoice::Tool(choice))
        .build()
        .map_err(Error::internal)
}

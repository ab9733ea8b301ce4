using AksExtensions.DesiredState;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AksExtensions.Yaml;

/// <summary>
/// Builds the tree of a document from the parser's events, within <see cref="DocumentLimits"/>: aliases share their nodes, but each counts with
/// all that it stands for, so that no reader of the tree can be made to walk further than the limits.
/// </summary>
internal sealed class DocumentTree
{
    private const string StandardTags = "tag:yaml.org,2002:";
    private static readonly string[] KnownTags = ["str", "int", "float", "bool", "null", "map", "seq"];

    private readonly List<DocumentFault> _faults = [];
    private readonly Stack<OpenNode> _open = new();
    private readonly Dictionary<string, Weighted> _anchors = new(StringComparer.Ordinal);
    private DocumentNode? _root;
    private int _documents;
    private bool _isBroken;

    /// <summary>Whether more events are wanted.</summary>
    public bool IsOpen => !_isBroken && _faults.Count < DocumentLimits.MaximumFaults;

    /// <summary>What to say when the text ends inside a bracket; null when it is in none.</summary>
    public string? Unclosed => _open.FirstOrDefault(node => node.IsFlow) is { } node
        ? $"the '{(node.IsMapping ? '{' : '[')}' of {node.Place} is not closed."
        : null;

    /// <summary>Ends the document early.</summary>
    public void Break(DocumentPlace place, string text)
    {
        _faults.Add(new(place, text));
        _isBroken = true;
    }

    /// <summary>What was built; what is still open is closed.</summary>
    public DocumentReading Complete()
    {
        var isComplete = IsOpen;
        while (_open.Count > 0)
        {
            Close();
        }

        return new(_root, _faults, isComplete);
    }

    /// <summary>Takes the next event.</summary>
    public void Add(ParsingEvent happened)
    {
        var place = YamlDocumentParser.Place(happened.Start);
        switch (happened)
        {
            case DocumentStart when ++_documents > 1:
                Break(place, "a second document begins here, but a baseline is one document.");
                break;
            case Scalar scalar:
                CheckTag(scalar, place);
                var isString = scalar.Style is not ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == StandardTags + "str");
                Put(new(new ScalarNode(place, scalar.Value, isString), 1), scalar.Anchor);
                break;
            case AnchorAlias alias:
                PutAlias(alias, place);
                break;
            case SequenceStart start:
                Open(start, place, isMapping: false, start.Style == SequenceStyle.Flow);
                break;
            case MappingStart start:
                Open(start, place, isMapping: true, start.Style == MappingStyle.Flow);
                break;
            case SequenceEnd or MappingEnd:
                Close();
                break;
        }
    }

    private void Open(NodeEvent start, DocumentPlace place, bool isMapping, bool isFlow)
    {
        CheckTag(start, place);
        if (_open.Count >= DocumentLimits.MaximumDepth)
        {
            Break(place, $"lists and mappings are nested more than {DocumentLimits.MaximumDepth} levels deep.");
            return;
        }

        _open.Push(new(place, isMapping, isFlow, start.Anchor));
    }

    private void Close()
    {
        var node = _open.Pop();
        Put(node.Close(_faults), node.Anchor);
    }

    private void Put(Weighted node, AnchorName anchor)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }

        if (!_open.TryPeek(out var parent))
        {
            _root ??= node.Node;
            return;
        }

        parent.Put(node, _faults);
        if (!_isBroken && _open.Sum(open => open.Weight) > DocumentLimits.MaximumNodes)
        {
            Break(
                node.Node.Place,
                $"the document has more than {DocumentLimits.MaximumNodes} values when its aliases are expanded. Use fewer or smaller anchors.");
        }
    }

    // The name is not repeated: an unquoted secret that begins with '*' is an alias, too.
    private void PutAlias(AnchorAlias alias, DocumentPlace place)
    {
        if (_open.Any(open => !open.Anchor.IsEmpty && open.Anchor.Value == alias.Value.Value))
        {
            _faults.Add(new(place, "this alias is inside the anchor that it refers to, so the value would contain itself."));
            Put(new(new BrokenNode(place), 1), AnchorName.Empty);
        }
        else if (_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            Put(node, AnchorName.Empty);
        }
        else
        {
            _faults.Add(new(place, "this alias refers to an anchor that is not defined above. If it is a text that begins with '*', add quotes."));
            Put(new(new BrokenNode(place), 1), AnchorName.Empty);
        }
    }

    // Nor is a tag: what begins with '!' may be a secret as well.
    private void CheckTag(NodeEvent node, DocumentPlace place)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific
            && !KnownTags.Any(known => node.Tag.Value == StandardTags + known))
        {
            _faults.Add(new(place, "YAML tags are not supported. If this is a text that begins with '!', add quotes."));
        }
    }
}

using AksExtensions.DesiredState;
using YamlDotNet.Core;

namespace AksExtensions.Yaml;

/// <summary>A node and how many nodes it stands for, those behind aliases counted at each place.</summary>
internal readonly record struct Weighted(DocumentNode Node, long Weight);

/// <summary>A list or mapping whose end has not been read.</summary>
internal sealed class OpenNode(DocumentPlace place, bool isMapping, bool isFlow, AnchorName anchor)
{
    private const string Merge = "<<";

    private readonly List<DocumentNode> _items = [];
    private readonly List<DocumentEntry> _entries = [];
    private readonly List<DocumentEntry> _merged = [];
    private readonly Dictionary<string, DocumentPlace> _keys = new(StringComparer.Ordinal);
    private ScalarNode? _key;
    private bool _skipsValue;

    public DocumentPlace Place => place;

    public bool IsMapping => isMapping;

    public bool IsFlow => isFlow;

    public AnchorName Anchor => anchor;

    /// <summary>How many nodes it has so far.</summary>
    public long Weight { get; private set; } = 1;

    /// <summary>Takes the next item, key or value.</summary>
    public void Put(Weighted node, List<DocumentFault> faults)
    {
        Weight += node.Weight;
        if (!isMapping)
        {
            _items.Add(node.Node);
        }
        else if (_skipsValue)
        {
            _skipsValue = false;
        }
        else if (_key is { } key)
        {
            _key = null;
            PutValue(key, node.Node, faults);
        }
        else if (node.Node is ScalarNode text)
        {
            _key = text;
        }
        else
        {
            _skipsValue = true;
            faults.Add(new(node.Node.Place, "a key must be a text, not a list or a mapping."));
        }
    }

    /// <summary>The node as it is complete.</summary>
    public Weighted Close(List<DocumentFault> faults)
    {
        if (!isMapping)
        {
            return new(new SequenceNode(place, _items), Weight);
        }

        foreach (var source in _merged)
        {
            MergeFrom(source.Place, source.Value, faults);
        }

        return new(new MappingNode(place, _entries), Weight);
    }

    private void PutValue(ScalarNode key, DocumentNode value, List<DocumentFault> faults)
    {
        var entry = new DocumentEntry(key.Text, key.Place, value, key.IsQuoted);
        if (key is { Text: Merge, IsQuoted: false })
        {
            _merged.Add(entry);
        }
        else if (_keys.TryAdd(key.Text, key.Place))
        {
            _entries.Add(entry);
        }
        else
        {
            faults.Add(new(key.Place, $"the key '{DocumentText.Shown(key.Text)}' is already specified at {_keys[key.Text]}."));
        }
    }

    // https://yaml.org/type/merge.html: what the mapping says itself wins.
    private void MergeFrom(DocumentPlace at, DocumentNode source, List<DocumentFault> faults)
    {
        switch (source)
        {
            case MappingNode mapping:
                _entries.AddRange(mapping.Entries.Where(entry => _keys.TryAdd(entry.Key, entry.Place)));
                break;
            case SequenceNode list when list.Items.All(item => item is MappingNode):
                foreach (var item in list.Items)
                {
                    MergeFrom(at, item, faults);
                }

                break;
            case BrokenNode:
                break;
            default:
                faults.Add(new(at, "'<<' must be a mapping or a list of mappings."));
                break;
        }
    }
}
